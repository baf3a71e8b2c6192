import type { Choice } from "../../context.ts";
import { choose } from "../choose.ts";
import { sayStep } from "../step-line.ts";
import type { Visit } from "../visit.ts";
import { finding } from "../words.ts";

/** Which program carries the connections. */
export async function proxy(visit: Visit): Promise<void> {
  sayStep(visit, "proxy");
  await visit.wait(({ proxies }) => proxies.length > 0, "what is installed");
  const ports = visit.context.preflight.find(({ id }) => id === "ports");
  if (ports !== undefined) visit.say(finding(ports.state, ports.title, ports.text));
  const { proxies, draft } = visit.context;
  const id = await pick(visit, "Which proxy shall carry the connections?", proxies, draft.proxy);
  if (id !== draft.proxy) visit.send({ type: "SET", patch: { proxy: id } });
  visit.send({ type: "NEXT" });
}

async function pick<Id extends string>(
  visit: Visit,
  question: string,
  choices: readonly Choice<Id>[],
  chosen: Id,
): Promise<Id> {
  const why = choices.find(({ id }) => id === chosen)?.why ?? "";
  visit.say(...(why === "" ? [] : [why]), question);
  return choose<Id>(visit, {
    options: choices.map(({ id, title, tag, text, unfit }) => ({
      value: id,
      title,
      tag,
      text,
      unfit,
    })),
    chosen,
  });
}
