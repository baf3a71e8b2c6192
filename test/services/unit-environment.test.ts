import { expect, it } from "vitest";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { systemd } from "../../src/services/systemd.ts";

/** As systemd 252 (Debian 12) and 257 (13) show them. */
const shown = String.raw`Environment=PLAIN=bar "SPACED=a b" "QUOTE=x\"y\$z\\wv" "TAB=a\tb" "NL=a\nb" UML=grün "SQ=it's" EMPTY= "STAR=*" HASH=#x
EnvironmentFiles=/etc/none (ignore_errors=yes)
EnvironmentFiles=/etc/env (ignore_errors=no)
EnvironmentFiles=/etc/env.d/*.env (ignore_errors=yes)
`;

const file = String.raw`# remark
; too
TOKEN=s3cr3t-token
 SPACE = "a b"'c d' e  
X_1=one\
two
DQ="x\"y\$z\n\\w"
SQ2='a\'
1BAD=x
export FOO=bar
HASH=a#b # c
UNQ=a\"b\ c
EMPTY2=
CONT="a \
b"
NOEQ
MULTI='l1
l2'
`;

it("is what systemd gives the unit, from its lines and over them from its files", async () => {
  const host = new MemoryHost({
    files: { "/etc/env": file, "/etc/env.d/a.env": "GLOB=1\nTOKEN=a", "/etc/env.d/b.env": "TOKEN=other\n" },
    run: () => ({ stdout: shown }),
  });
  expect(await systemd.environment(host, "x")).toEqual({
    PLAIN: "bar",
    SPACED: "a b",
    QUOTE: 'x"y$z\\wv',
    TAB: "a\tb",
    NL: "a\nb",
    UML: "grün",
    SQ: "it's",
    EMPTY: "",
    STAR: "*",
    HASH: "a#b # c",
    TOKEN: "other",
    SPACE: "a bc de",
    X_1: "onetwo",
    DQ: 'x"y$z\\n\\w',
    SQ2: "a\\",
    UNQ: 'a"b c',
    EMPTY2: "",
    CONT: "a b",
    MULTI: "l1\nl2",
    GLOB: "1",
  });
  expect(host.commands).toEqual([
    ["systemctl", "show", "--property=Environment,EnvironmentFiles", "x.service"],
  ]);
});

it("is nothing where systemd does not answer", async () => {
  expect(await systemd.environment(new MemoryHost({ run: () => ({ code: 1 }) }), "x")).toEqual({});
});
