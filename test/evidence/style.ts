/** Calm, dark and light, and on paper with every test to be read. A verdict is said by word and shape, not by colour alone. */
export const STYLE = `
:root {
  --ground: #fbfaf8; --ink: #22262a; --quiet: #5c646b; --line: #dcd9d3;
  --good: #1d6b45; --open: #8a5a00; --bad: #a3261f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #16191c; --ink: #e4e6e7; --quiet: #9aa3a9; --line: #33393e;
    --good: #76c79c; --open: #e0b35a; --bad: #f0938b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; font-weight: 600; margin: 0 0 0.5rem; }
h2 { font-size: 1.1rem; font-weight: 600; margin: 0 0 0.75rem; }
h2 > span:first-child { color: var(--quiet); font-weight: 400; margin-right: 0.3em; }
.lead { color: var(--quiet); max-width: 46rem; margin: 0 0 1rem; }
.sum { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: baseline; margin: 0 0 1.5rem; }
.sum > span:last-child { color: var(--quiet); }
a { color: inherit; text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 400; color: var(--quiet); }
th, td { padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
td:nth-child(2), td:nth-child(3) { white-space: nowrap; }
td a { display: grid; grid-template-columns: 3.2rem 1fr; }
td b { font-weight: 400; color: var(--quiet); }
abbr { text-decoration: none; }
.number { text-align: right; }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1.5rem; }
.overview + section { border-top: 0; }
dl { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0.2rem 1rem; margin: 0 0 1rem; }
dt { color: var(--quiet); }
dd { margin: 0; }
cite { color: var(--quiet); font-style: normal; }
.rule { margin: 0.9rem 0 0; padding-left: 1rem; border-left: 2px solid var(--line); }
.rule p { margin: 0; }
ul { list-style: none; margin: 0.25rem 0 0; padding: 0; font-size: 0.93em; }
li { display: grid; grid-template-columns: 5.5em 1fr; padding: 0.1em 0; }
code { font: 0.9em ui-monospace, monospace; }
.file { color: var(--quiet); font: 0.85em ui-monospace, monospace; overflow-wrap: anywhere; }
small { color: var(--quiet); }
.mark { position: relative; display: inline-block; padding-left: 1.1em; font-size: 0.9em; font-weight: 400; text-indent: 0; }
.mark::before {
  content: ""; position: absolute; left: 0; top: 0.4em; width: 0.7em; height: 0.7em;
  border: 0.12em solid currentColor; border-radius: 50%;
}
.mark.passed { color: var(--good); } .mark.passed::before { border-width: 0.35em; }
.mark.unknown, .mark.untested { color: var(--open); }
.mark.failed, .mark.noSuchRule { color: var(--bad); font-weight: 600; }
.mark.failed::before, .mark.noSuchRule::before { border-width: 0.35em; border-radius: 0; }
@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.35rem; }
  .overview :is(th, td):is(:nth-child(3), :nth-child(4), :nth-child(5)) { display: none; }
  td a { grid-template-columns: 2.8rem 1fr; } li { grid-template-columns: 1fr; }
}
@media print {
  :root { --ground: #fff; --ink: #000; --quiet: #444; --line: #bbb; --good: #000; --open: #000; --bad: #000; }
  body { font-size: 9.5pt; } main { max-width: none; padding: 0; }
  section { break-inside: avoid-page; margin-top: 1rem; padding-top: 0.75rem; }
  .rule { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
}
`;
