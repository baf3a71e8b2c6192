import { expect } from "vitest";
import type { Answers } from "../../src/core/answers.ts";
import { proxies } from "../../src/proxies/index.ts";
import { someAnswers } from "../helpers/facts.ts";
import { cellsOf } from "../helpers/matrix.ts";
import { tally } from "../helpers/tally.ts";
import { emittedFor, read } from "./emitted.ts";
import { fields, refusal } from "./fields.ts";
import { renaming } from "./kin.ts";
import { payloads } from "./payloads.ts";
import { renamed, type Tree } from "./readers/tree.ts";

const title = "payloads that no validator saw × fields × proxies";

function understood(answers: Answers): readonly Tree[] {
  return emittedFor(answers).map((each) => [each.where, read(each)]);
}

/** What each proxy writes in its own way; the rest is nearly the same with all. */
const own = ["names", "origins", "the host of backend", "backendCertificate"];

const rows = Object.entries(fields).flatMap(([field, { harmless, put }]) =>
  proxies.map(({ id: proxy }) => ({ field, proxy, harmless, put })),
);

cellsOf(title).each(rows, ({ field, proxy }) => own.includes(field) || proxy === "nginx")(
  "at $field it is refused or stays a value with $proxy",
  async ({ proxy, harmless, put }) => {
    const of = (text: string) => understood({ ...someAnswers, ...put(text), proxy });
    const models = harmless.map((text) => [text, of(text)] as const);
    const failures: string[] = [];
    for (const { name, text } of payloads) {
      // Long names make larger tables, and those that pass the validators are judged with their like elsewhere.
      if (text === "" || text.length > 60) continue;
      tally(title, { tried: 1, exact: 0 });
      try {
        const seen = of(text);
        const wanted = models.map(([kin, model]) => renamed(model, renaming([[kin, text]])));
        const now = JSON.stringify(seen);
        if (!wanted.some((each) => JSON.stringify(each) === now)) expect(seen).toEqual(wanted[0]);
        tally(title, { tried: 0, exact: 1 });
      } catch (error) {
        const { message } = error as Error;
        if (refusal.test(message)) tally(title, { tried: 0, exact: 1 });
        else failures.push(`${name}: ${message.slice(0, 900)}`);
      }
    }
    expect(failures.slice(0, 4)).toEqual([]);
  },
);
