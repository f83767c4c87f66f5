// The evaluation sheet by the arithmetic of the server (kb/prevention/evaluation_sheet.py): exact
// fractions, rounded half up to two decimals where the sheet prints a figure. A test compares both.

const HUNDRED = 100n;

// "12.5" → { units: 125n, scale: 10n }; null for anything that is no number from zero on.
function decimal(words) {
  const found = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(String(words).trim());
  if (!found) return null;
  const places = found[2] ?? "";
  return { units: BigInt(found[1] + places), scale: 10n ** BigInt(places.length) };
}

// part ÷ whole in hundredths, halves away from zero.
function hundredths(part, whole) {
  const sign = part < 0n ? -1n : 1n;
  return sign * ((2n * HUNDRED * sign * part + whole) / (2n * whole));
}

function share(scoring, value) {
  const scale = value.n.scale * value.d.scale;
  const n = value.n.units * (scale / value.n.scale);
  const d = value.d.units * (scale / value.d.scale);
  if (d === 0n) {
    if (scoring !== "drop") return { ground: "no_denominator" };
    return n ? { part: 0n, whole: 1n, ground: "rose_from_zero" } : { ground: "base_zero" };
  }
  if (n > d && scoring !== "drop") return { ground: "invalid" };
  return { part: scoring === "rate" ? n : d - n, whole: d, ground: "counted" };
}

function line(told) {
  if (told.numerator === "" && told.denominator === "") return { id: told.id, ground: "missing" };
  const value = { n: decimal(told.numerator), d: decimal(told.denominator) };
  if (!value.n || !value.d) return { id: told.id, ground: "invalid" };
  const { part, whole, ground } = share(told.scoring, value);
  if (part === undefined) return { id: told.id, ground };
  const earned = part < 0n ? 0n : part;
  return {
    id: told.id,
    ground,
    rate: hundredths(100n * part, whole),
    score: hundredths(BigInt(told.points) * earned, whole),
  };
}

function dimension(told) {
  const lines = told.lines.map(line);
  const counts = told.lines.filter((_, at) => lines[at].score !== undefined);
  const counted = counts.reduce((sum, one) => sum + one.points, 0);
  const points = told.lines.reduce((sum, one) => sum + one.points, 0);
  const score = lines.reduce((sum, one) => sum + (one.score ?? 0n), 0n);
  const rate = counted ? hundredths(score, BigInt(counted)) : null;
  return { id: told.id, lines, points, counted, score, rate };
}

function verdict(dimensions, missing, total, vetoed, bands) {
  const rates = dimensions.filter((one) => one.points).map((one) => one.rate);
  const known = rates.filter((one) => one !== null);
  const least = known.reduce((low, one) => (one < low ? one : low), known[0]);
  const band = (name) => BigInt(bands[name]) * HUNDRED;
  if (total === null || missing > bands.most_missing) return ["", "too_little_data"];
  if (known.length < rates.length) return ["", "dimension_empty"];
  if (vetoed) return ["unqualified", "veto"];
  if (least < band("qualified_floor")) return ["unqualified", "floor"];
  if (total < band("qualified")) return ["unqualified", "total"];
  if (total < band("excellent")) return ["qualified", "total"];
  if (least < band("excellent_floor")) return ["qualified", "floor"];
  return ["excellent", "total"];
}

// 8425n → "84.25"
export function figure(value) {
  if (value === null || value === undefined) return "—";
  const size = value < 0n ? -value : value;
  return `${value < 0n ? "-" : ""}${size / HUNDRED}.${String(size % HUNDRED).padStart(2, "0")}`;
}

// asked: { dimensions: [{ id, lines: [{ id, points, scoring, numerator, denominator }] }], vetoed, bands }
export function scoreSheet(asked) {
  const dimensions = asked.dimensions.map(dimension);
  const counted = dimensions.reduce((sum, one) => sum + one.counted, 0);
  const scored = dimensions.reduce((sum, one) => sum + one.score, 0n);
  const total = counted ? hundredths(100n * scored, HUNDRED * BigInt(counted)) : null;
  const missing = 100 - counted;
  const [grade, ground] = verdict(dimensions, missing, total, asked.vetoed, asked.bands);
  return { dimensions, missing, total, grade, ground };
}
