// Tables as files.

const cell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Rows of texts as CSV (RFC 4180). */
export const csv = (rows) => rows.map((row) => `${row.map((of) => cell(String(of))).join(",")}\r\n`).join("");

/** Has the browser save rows as a file of that name. */
export function save(name, rows) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv(rows)], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
