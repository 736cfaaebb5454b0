/** Degrees. */
export type Place = { latitude: number; longitude: number };
/** Kilometres from the map's middle: east and south positive. */
export type Spot = { x: number; y: number };
/** What is seen: the middle in kilometres, and pixels for a kilometre. */
export type View = { x: number; y: number; scale: number };

const KM_PER_DEGREE = 111.32;

/** Places on a plane, as flat as a city is: a degree of longitude is as long as it is at the middle's latitude. */
export function flat(middle: Place, { latitude, longitude }: Place): Spot {
  const narrow = Math.cos((middle.latitude * Math.PI) / 180);
  return { x: (longitude - middle.longitude) * KM_PER_DEGREE * narrow, y: (middle.latitude - latitude) * KM_PER_DEGREE };
}

export function middleOf(places: readonly Place[]): Place {
  if (!places.length) return { latitude: 0, longitude: 0 };
  const half = (values: number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { latitude: half(places.map(({ latitude }) => latitude)), longitude: half(places.map(({ longitude }) => longitude)) };
}

/** The view in which all circles are seen whole. */
export function fitting(circles: readonly (Spot & { radius: number })[], width: number, height: number): View {
  if (!circles.length) return { x: 0, y: 0, scale: 20 };
  const left = Math.min(...circles.map(({ x, radius }) => x - radius));
  const right = Math.max(...circles.map(({ x, radius }) => x + radius));
  const top = Math.min(...circles.map(({ y, radius }) => y - radius));
  const bottom = Math.max(...circles.map(({ y, radius }) => y + radius));
  const scale = Math.min((width - 32) / Math.max(0.5, right - left), (height - 32) / Math.max(0.5, bottom - top));
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(200, Math.max(2, scale)) };
}

export const onScreen = (view: View, { x, y }: Spot, width: number, height: number): Spot => ({ x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 });

/** Nearer or farther by `factor`, with what lies under `at` (pixels) staying where it is. */
export function zoomed(view: View, factor: number, at: Spot, width: number, height: number): View {
  const scale = Math.min(400, Math.max(1, view.scale * factor));
  const x = view.x + (at.x - width / 2) / view.scale;
  const y = view.y + (at.y - height / 2) / view.scale;
  return { scale, x: x - (at.x - width / 2) / scale, y: y - (at.y - height / 2) / scale };
}

const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/** Where the `index`th of `count` marks of a circle lies, as seeds in a sunflower: none on another. */
export function seeded(index: number, count: number, radius: number): Spot {
  const distance = count === 1 ? 0 : radius * 0.75 * Math.sqrt((index + 0.5) / count);
  return { x: distance * Math.cos(index * GOLDEN), y: distance * Math.sin(index * GOLDEN) };
}

export type Label = { id: string; x: number; y: number; text: string };

/** The names that fit: of two that would lie over each other the first one given is written. */
export function fittingLabels(labels: readonly Label[], width: number, height: number): Label[] {
  const taken: { left: number; right: number; top: number; bottom: number }[] = [];
  return labels.filter(({ x, y, text }) => {
    const half = (text.length * 8.6) / 2;
    const box = { left: x - half, right: x + half, top: y - 12, bottom: y + 12 };
    if (box.left < 0 || box.right > width || box.top < 0 || box.bottom > height) return false;
    if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)) return false;
    taken.push(box);
    return true;
  });
}
