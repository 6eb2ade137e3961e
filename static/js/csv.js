// Tables as files. A spreadsheet takes a cell for a formula by its first character,
// quoted in the file or not, and also where its own separator begins a cell within
// one (OWASP, "CSV Injection"). What a page shows may be what somebody sent.

const formulas = /(^|[,;\t|])([\s'"]*)([=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/gu;
const number = /^-?\d+(\.\d+)?$/;

/** Text that is no formula: an apostrophe stands before what would begin one. */
const harmless = (text) => (number.test(text) ? text : text.replaceAll(formulas, "$1$2'$3"));

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of texts and numbers as CSV (RFC 4180). */
export const csv = (rows) => rows.map((row) => `${row.map((of) => cell(harmless(String(of)))).join(",")}\r\n`).join("");

/** Has the browser save rows as a file of that name. */
export function save(name, rows) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
