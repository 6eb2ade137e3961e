import { firstOf, readHex } from "../forge.js";
import { toHex } from "../parcel.js";
import { compared, readStream, visible } from "../stream.js";
import { equal } from "./assert.js";

const refused = (read, text) => {
  try {
    return `read ${toHex(read(text))}`;
  } catch (e) {
    return e.message;
  }
};

export function digitsAreRead() {
  for (const text of ["8105 48 65", "0x81, 0x05, 0x48, 0x65", "81:05:48:65", "\n81-05\t4865\r\n", "81054865".toUpperCase()]) equal(toHex(readHex(text)), "81054865", text);
  equal(toHex(readHex("")), "");
  equal(refused(readHex, "81 g").startsWith("“g” is no hexadecimal digit."), true);
  equal(refused(readHex, "<b>").startsWith("“<” is"), true);
  equal(refused(readHex, "810"), "The last byte has one digit, and needs two: write 0a and not a.");
  equal(readHex("00".repeat(2048)).length, 2048);
  equal(refused(readHex, "00".repeat(2049)).startsWith("These are 2049 bytes"), true);
}

export function theFirstOfWhatCame() {
  const of = (...types) => firstOf(types.map((type) => ({ type })));
  equal([of("open"), of("open", "message", "error", "close"), of("open", "error", "close"), of("open", "close")], ["none", "message", "error close", "close"]);
}

export function escapesAreRead() {
  equal(toHex(readStream("a\\r\\n\n\\0\\t\\\\\\xFf\\ufeffü")), "610d0a0a00095cffefbbbfc3bc");
  for (const odd of ["\\q", "\\", "\\x4", "\\u12", "a\\ b"]) equal(refused(readStream, odd).includes("is no escape"), true, odd);
  equal(readStream("a".repeat(4096)).length, 4096);
  equal(refused(readStream, "\\x00".repeat(4097)).startsWith("These are 4097 bytes"), true);
}

export function whatHasNoShapeIsShown() {
  const shown = (text) => visible(readStream(text)).map(({ text, sign }) => text ?? `[${sign}]`).join("");
  equal(shown("a\\r\n \\0\\ufeffb"), "a[CR][LF][␣][NUL][BOM]b");
  equal(shown("\\xff\\xe2\\x82x👋\\xed\\xa0\\x80"), "[ff][e2][82]x👋[ed][a0][80]");
}

export function whatWasExpectedIsCompared() {
  const fired = [{ type: "message", data: "a\nb" }, { type: "news", data: "" }];
  const of = (text) => compared(text, fired).map(({ right, text }) => `${right} ${text}`);
  equal(of(""), []);
  equal(of("message: a\\nb\nnews:"), ["true message: a\\nb", "true news: "]);
  equal(of("news: a"), ["false you expected news: a; it was message: a\\nb", "false you did not expect news: "]);
  equal(compared("message: x", []).map(({ text }) => text), ["you expected message: x; it did not fire"]);
}
