/**
 * Shows the page where Apache would answer with an error: a page in its place (`ErrorDocument`) keeps the error's status,
 * and there is no directive that changes one. For mod_lua, which Apache's package brings.
 */
export const pageProgram = `-- Written by wss-setup; "wss-setup remove" takes it away.
-- What a browser sees in place of an error of the backend: the page beside the address that was asked for.
function handle(r)
    r.status = 200
    r.content_type = "text/html; charset=utf-8"
    r:sendfile((r.filename:gsub("[^/]*$", "index.html")))
    return apache2.OK
end
`;
