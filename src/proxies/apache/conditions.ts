/** The request asks for a WebSocket. `NV`: no Vary header in the answer. */
export const asksForWebSocket = '    RewriteCond "%{HTTP:Upgrade}" "^websocket$" [NC,NV]\n';
