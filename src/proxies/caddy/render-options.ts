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
	# What goes wrong with a request is told the journal; Caddy takes it for a detail where an answer was made of it.
	log wss_setup {
		include http.log.error
		level DEBUG
	}

	servers {
		# A WebSocket is asked for in HTTP/1.1.
		protocols h1

		# A client that dawdles over its request is dropped. Go adds 4 KiB to what it allows: 8 KiB for all headers together.
		max_header_size 4KiB
		timeouts {
			read_header 15s
			idle 75s
		}
	}
}
`;
}
