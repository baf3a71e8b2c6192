import { mark } from "../our-rule.ts";

/** A rule of ufw that matches exactly what `ufw allow PORT/tcp` would. */
export interface UfwRule {
  /** As `ufw show added` prints it. */
  readonly text: string;
  readonly ours: boolean;
}

/** Finds the rule that `ufw allow PORT/tcp` would replace. Pure; `rules` are lines of `ufw show added`. */
export function ufwRuleFor(rules: readonly string[], port: number): UfwRule | undefined {
  const same = new RegExp(`^ufw (?:allow|deny|reject|limit) ${port}/tcp(?: comment '(.*)')?$`);
  return rules.flatMap((text) => {
    const found = same.exec(text);
    return found === null ? [] : [{ text, ours: found[1] === mark && text.startsWith("ufw allow ") }];
  })[0];
}
