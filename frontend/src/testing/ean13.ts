/** Draws EAN-13 barcodes by GS1's General Specifications (section 5.2.1): 95 modules between two quiet zones. */
const LEFT_ODD = ['0001101', '0011001', '0010011', '0111101', '0100011', '0110001', '0101111', '0111011', '0110111', '0001011'];
/** Which left digits are of the even kind, by the first digit. */
const PARITY = ['OOOOOO', 'OOEOEE', 'OOEEOE', 'OOEEEO', 'OEOOEE', 'OEEOOE', 'OEEEOO', 'OEOEOE', 'OEOEEO', 'OEEOEO'];

const right = (digit: number): string => [...LEFT_ODD[digit]!].map((bit) => (bit === '1' ? '0' : '1')).join('');
const even = (digit: number): string => [...right(digit)].reverse().join('');

/** Twelve digits with their check digit behind. */
export function ean13(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  return `${twelve}${(10 - (sum % 10)) % 10}`;
}

function modules(code: string): string {
  const [first, ...digits] = [...code].map(Number) as [number, ...number[]];
  const left = digits.slice(0, 6).map((digit, index) => (PARITY[first]![index] === 'O' ? LEFT_ODD[digit]! : even(digit)));
  return `101${left.join('')}01010${digits.slice(6).map(right).join('')}101`;
}

/** A grey picture of the code on white paper: bars of `thick` pixels for a module, upright in the middle. */
export function picture(code: string, width: number, height: number, thick: number): Uint8ClampedArray {
  const grey = new Uint8ClampedArray(width * height).fill(225);
  const bars = modules(code);
  const from = Math.round((width - bars.length * thick) / 2);
  for (let y = Math.round(height * 0.25); y < height * 0.75; y += 1) {
    for (let index = 0; index < bars.length; index += 1) {
      if (bars[index] === '1') grey.fill(30, y * width + from + index * thick, y * width + from + (index + 1) * thick);
    }
  }
  return grey;
}
