import type { Section } from "./grammar.ts";
import { type Bind, type GlobalFacts, type RoomKeyword, roomKeywords } from "./haproxy-facts.ts";

/** Where the sections of a file listen by TCP; what an environment variable says is not known. */
export function bindsOf(sections: readonly Section[], file: string): readonly Bind[] {
  const lines = sections
    .filter(({ keyword }) => keyword === "frontend" || keyword === "listen")
    .flatMap((section) => section.lines.filter(({ words }) => words[0] === "bind"));
  return lines.flatMap(({ words: [, where = ""], line }) =>
    where.split(",").flatMap((address) => {
      const ports = /^(?!unix@|abns@|fd@|quic[46]@|\/)(?:[a-z0-9]+@)?.*:(\d+)(?:-(\d+))?$/.exec(address);
      if (ports === null) return [];
      const first = Number(ports[1]);
      return [{ file, line, address, first, last: Number(ports[2] ?? first) }];
    }),
  );
}

/** What the global sections of all files say together; the last word counts. */
export function globalOf(sections: readonly Section[]): GlobalFacts {
  const lines = sections
    .filter(({ keyword }) => keyword === "global")
    .flatMap((section) => section.lines.map(({ words }) => words));
  const last = (keyword: string) => lines.findLast(([first]) => first === keyword)?.[1];
  const has = (expression: RegExp) => lines.some(([first = ""]) => expression.test(first));
  const room: Partial<Record<RoomKeyword, number>> = {};
  for (const keyword of roomKeywords) {
    const value = last(keyword);
    if (value !== undefined) room[keyword] = Number(value);
  }
  const [hardStopAfter, processes] = [last("hard-stop-after"), Number(last("nbproc") ?? 1)];
  return {
    room,
    ...(hardStopAfter === undefined ? {} : { hardStopAfter }),
    ...(processes > 1 ? { processes } : {}),
    ...(has(/^tune\.bufsize$/) ? { buffers: true } : {}),
    lua: has(/^(?:lua-|tune\.lua\.)/),
    dhparam: has(/^(?:ssl-dh-param-file|tune\.ssl\.default-dh-param)$/),
  };
}

/** The first section of a file that would go by whatever defaults were read before it. */
export function heirOf(sections: readonly Section[]): Section | undefined {
  const first = sections.find(({ keyword }) =>
    ["defaults", "frontend", "backend", "listen"].includes(keyword),
  );
  return first?.keyword === "defaults" ? undefined : first;
}
