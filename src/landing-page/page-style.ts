/** How the page looks: one column that fits a phone, light or dark as the reader has it. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2024; --paper: #fff; --quiet: #60646c; --line: #d9d9e0; --box: #f7f7f9;
  --good: #18794e; --warn: #8f5a00; --bad: #c62a2f; --link: #0b5cad; }
@media (prefers-color-scheme: dark) { :root { --ink: #edeef0; --paper: #15171a; --quiet: #a5abb3; --line: #383c42;
  --box: #1d2024; --good: #4cc38a; --warn: #f1a10d; --bad: #ff8b8b; --link: #7cb8ff; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
p, ol, ul { margin: .5rem 0; }
ol, ul { padding-left: 1.5rem; }
code { font: .95em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--link); }
.quiet { color: var(--quiet); }
#test { margin-top: 1rem; padding: .75rem 1rem 1rem; background: var(--box); border: 1px solid var(--line);
  border-left: .3rem solid var(--quiet); border-radius: .4rem; }
#state { font-weight: 600; }
#test.good { border-left-color: var(--good); } .good #state { color: var(--good); }
#test.warn { border-left-color: var(--warn); } .warn #state { color: var(--warn); }
#test.bad { border-left-color: var(--bad); } .bad #state { color: var(--bad); }
button { font: inherit; min-height: 2.75rem; padding: 0 1rem; }
`;
