import { EventEmitter } from "node:events";
import { PassThrough, Writable } from "node:stream";
import { createActor } from "xstate";
import type { WizardInput } from "../../../src/wizard/context.ts";
import type { WizardEvent } from "../../../src/wizard/events.ts";
import { wizardMachine } from "../../../src/wizard/machine.ts";
import { runPlain } from "../../../src/wizard/plain/run-plain.ts";
import type { WizardActor } from "../../../src/wizard/run-wizard.ts";

/** Milliseconds after which something that was never said fails its test; of real time, also where a test stops the clock. */
const patience = 5_000;
const { setTimeout: startTimer, clearTimeout: stopTimer } = globalThis;

/** A prompt: the line is open and waits. */
const prompt = /: $/;

/** An operator at a terminal that shows lines and nothing else, with the machine behind it. */
export interface Conversation {
  readonly actor: WizardActor;
  /** What the runner, or another hand, sends. */
  send(...events: readonly WizardEvent[]): void;
  /** Types a line once the text was said that it answers; without a text, the last prompt. */
  answer(line: string, to?: string | RegExp): Promise<void>;
  /** Waits until that was said since the last line was typed. */
  until(wanted: string | RegExp): Promise<void>;
  /** Ctrl-C: the terminal shows it and sends the signal. */
  interrupt(): void;
  /** Ctrl-D. */
  end(): void;
  /** All that stands on the terminal, what was typed included. */
  transcript(): string;
  /** Resolves when the walk has ended. */
  readonly over: Promise<void>;
}

export interface Talk {
  readonly actor: WizardActor;
  readonly now?: () => number;
}

/** Begins to talk to a machine of its own; `events` come before the first word. */
export function converse(input: WizardInput, ...events: readonly WizardEvent[]): Conversation {
  const actor = createActor(wizardMachine, { input }).start();
  for (const event of events) actor.send(event);
  return talkTo({ actor });
}

/** Begins to talk to a machine that somebody else made. */
export function talkTo({ actor, now }: Talk): Conversation {
  const input = new PassThrough();
  const changes = new EventEmitter();
  let text = "";
  let answered = 0;
  let interrupt = () => {};
  let shows = true;
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      changes.emit("change");
      done();
    },
  });
  const echo = (typed: string) => {
    if (shows) text += typed;
    answered = text.length;
  };
  const over = runPlain({
    actor,
    input,
    output,
    ...(now === undefined ? {} : { now }),
    echo: (on) => {
      shows = on;
    },
    interrupts: (onInterrupt) => {
      interrupt = onInterrupt;
      return () => {};
    },
  });
  const until = (wanted: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const stop = () => {
        stopTimer(timer);
        changes.off("change", look);
      };
      const look = () => {
        const said = text.slice(answered);
        if (typeof wanted === "string" ? !said.includes(wanted) : !wanted.test(said)) return;
        stop();
        resolve();
      };
      const timer = startTimer(() => {
        stop();
        reject(new Error(`never said: ${wanted}\n${text}`));
      }, patience);
      changes.on("change", look);
      look();
    });
  return {
    actor,
    over,
    until,
    send: (...events) => {
      for (const event of events) actor.send(event);
    },
    answer: async (line, to = prompt) => {
      await until(to);
      echo(`${line}\n`);
      input.write(`${line}\n`);
    },
    interrupt: () => {
      echo("^C");
      interrupt();
    },
    end: () => void input.end(),
    transcript: () => text,
  };
}
