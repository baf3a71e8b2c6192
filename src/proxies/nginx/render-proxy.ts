import type { BackendTrust } from "../../core/backend-trust.ts";
import { isAddress } from "../../core/validate/address.ts";
import { hostHeader } from "../place-backend.ts";
import { nginxString } from "./nginx-string.ts";
import type { Site } from "./site.ts";

/** How any request is passed on to the backend; every line indented. */
export function renderProxy(site: Site): string {
  return `${renderPassing(site)}
        # A WebSocket may be silent this long. Whether the backend is still there is asked by TCP.
        proxy_connect_timeout 5s;
        proxy_read_timeout ${site.idleTimeout}s;
        proxy_send_timeout ${site.idleTimeout}s;
        proxy_socket_keepalive on;

        # 17k: a message of 16 KiB passes in one piece, frame and all. Smaller buffers cost up to three times the CPU time
        # with such messages, larger ones memory.
        proxy_buffer_size 17k;
        proxy_buffers 8 17k;
`;
}

/** To whom a request is passed on, and what is said of the client. @param path in place of the one that was asked for */
export function renderPassing({ backends, trust }: Site, path = ""): string {
  const [first] = backends;
  if (first === undefined) throw new Error("a site without a backend");
  const scheme = first.tls ? "https" : "http";
  const host = nginxString(hostHeader(first));
  return `        proxy_pass ${scheme}://wss_setup_backend${path};
        proxy_http_version 1.1;
        proxy_set_header Upgrade $wss_setup_upgrade;
        proxy_set_header Connection $wss_setup_connection;

        # The backend's own name: some servers (Substrate nodes) refuse a foreign one.
        proxy_set_header Host ${host};
        proxy_redirect ${nginxString(`${scheme}://${hostHeader(first)}/`)} /;

        # Who the client is. Set, never appended: what a client says of itself here is not believed.
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header Forwarded "";
${trust === undefined ? "" : renderVerification(trust)}`;
}

function renderVerification({ rootsFile, name }: BackendTrust): string {
  return `
        # The backend speaks TLS: its certificate must be good for its name.
        proxy_ssl_server_name ${isAddress(name) ? "off" : "on"};
        proxy_ssl_name ${nginxString(name)};
        proxy_ssl_verify on;
        proxy_ssl_verify_depth 5;
        proxy_ssl_trusted_certificate ${nginxString(rootsFile)};
        proxy_ssl_protocols TLSv1.2 TLSv1.3;
`;
}
