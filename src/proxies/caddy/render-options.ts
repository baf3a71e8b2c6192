import type { Site } from "./site.ts";

/** Global options hold for every site of a Caddyfile, so they are set only where there is no other. */
export function renderOptions({ ports }: Site): string {
  const otherPorts = [
    ...(ports.http === 80 ? [] : [`	http_port ${ports.http}\n`]),
    ...(ports.https === 443 ? [] : [`	https_port ${ports.https}\n`]),
  ];
  return `{
	# The certificate is given below, and what port 80 does too: Caddy is to get and to add none by itself.
	auto_https off
${otherPorts.join("")}
	servers {
		# A WebSocket is asked for in HTTP/1.1.
		protocols h1

		# A client that dawdles over its request is dropped, and so is one that sends too much of it.
		max_header_size 8KiB
		timeouts {
			read_header 15s
			idle 75s
		}
	}
}
`;
}
