// What the tests need of an assertion library, in any browser.

export function equal(got, want, what = "") {
  const [g, w] = [got, want].map((value) => JSON.stringify(value) ?? String(value));
  if (g !== w) throw new Error(`${what ? `${what}: ` : ""}got ${g}, want ${w}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(`does not hold: ${what}`);
}
