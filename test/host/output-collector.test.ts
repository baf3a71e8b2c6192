import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputCollector } from "../../src/host/output-collector.ts";

function collect(chunks: readonly Uint8Array[]) {
  const lines: string[] = [];
  const collector = new OutputCollector((line) => lines.push(line));
  for (const chunk of chunks) collector.add(chunk);
  collector.end();
  return { lines, text: collector.text };
}

test("text and lines do not depend on where the stream was cut, be it within a letter or a CR LF", () => {
  const piece = fc.constantFrom("a", "ü", "😀", "\r", "\n", "\r\n");
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(40)), (pieces, cuts) => {
      const text = pieces.join("");
      const bytes = Buffer.from(text);
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      const lines = text.split(/\r\n|\r|\n/);
      if (lines.at(-1) === "") lines.pop();
      expect(collect(chunks)).toEqual({ lines, text });
    }),
  );
});

test("a line without an end does not grow without bound", () => {
  const { lines } = collect(Array.from({ length: 3 }, () => Buffer.alloc(40_000, "x")));
  expect(lines.map((line) => line.length)).toEqual([80_000, 40_000]);
});
