import { csv } from "../csv.js";
import { equal } from "./assert.js";

export function cellsAreQuoted() {
  equal(csv([["a", 'say "b"', "c,d", "e\r\nf"], [1, -2.5, ""]]), 'a,"say ""b""","c,d","e\r\nf"\r\n1,-2.5,\r\n');
}

export function numbersStay() {
  equal(csv([["-3", "-0.25", "12", -4]]), "-3,-0.25,12,-4\r\n");
}

// However a spreadsheet reads it, no cell begins with what begins a formula.
export function nothingIsAFormula() {
  const begins = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", '"=1', "\uFF1D1", "a;=1", "a,=1", "a|+1", "a\t@x", "-", "=", "--1", "a;\"=1"];
  for (const text of begins) {
    const written = csv([[text]]).slice(0, -2);
    const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
    for (const part of read.split(/[,;\t|]/)) {
      equal(/^[\s"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u.test(part), false);
    }
    equal(read.replaceAll("'", ""), text.replaceAll("'", ""));
  }
}
