/** Where things of HAProxy are on Debian and Ubuntu, and where ours go. */
export const places = {
  main: "/etc/haproxy/haproxy.cfg",
  /** Certificate and key in one file, as `crt` wants them. */
  pair: "/etc/haproxy/wss-setup.pem",
  /** Lua that counts handshakes. */
  handshakes: "/etc/haproxy/wss-setup.lua",
  /** A whole response: the page that tests the connection. */
  page: "/etc/haproxy/wss-setup-page.http",
  /** What the service's unit reads before it starts. */
  defaults: "/etc/default/haproxy",
} as const;

/** Between these lines of haproxy.cfg all is ours. */
export const marks = ["# wss-setup: begin", "# wss-setup: end"] as const;
