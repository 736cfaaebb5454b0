import { useId, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { t } from '@/kernel/i18n';
import { useLite } from '@/kernel/lite';
import { Button, IconButton } from './Button';
import { holding, moved, placed, under, whole, zoomed, type Range } from './ChartRange';

type Options = {
  /** Fewer points than these are never shown. */
  least?: number;
  /** So many are shown at first; all of them unless it is said. */
  first?: number;
  /** Points as wide as their part (bars), and not from edge to edge (a line). */
  cells?: boolean;
  /** The point under a share of the width, where points are not equally wide. */
  find?: (range: Range, share: number) => number;
};

type Pinch = { apart: number; centre: number; length: number };

/** From so much of the width on, what a mouse draws is a choice and not a click. */
const DRAWN = 0.04;

export type ChartState = ReturnType<typeof useChart>;

/**
 * What of a chart is shown and which of its points is read. A finger or a mouse reads; two fingers, a mouse that draws,
 * two buttons or + and - come nearer; arrows read one by one and take the range along.
 */
export function useChart(count: number, { least = 4, first = count, cells = false, find = (range, share) => under(range, share, cells) }: Options = {}) {
  const [kept, keep] = useState<{ count: number; range: Range } | null>(null);
  const range = kept?.count === count ? kept.range : whole(Math.min(first, count));
  const [read, setRead] = useState<number | null>(null);
  const [drawn, setDrawn] = useState<{ start: number; now: number } | null>(null);
  const fingers = useRef(new Map<number, number>());
  const pinch = useRef<Pinch | null>(null);
  const latest = useRef<number | null>(null);

  const at = read === null || read >= count ? null : read;
  const length = range.to - range.from;
  const show = (next: Range) => keep({ count, range: next });
  const readAt = (index: number) => {
    latest.current = index;
    setRead(index);
  };
  const near = (factor: number) => {
    const middle = (range.from + range.to - 1) / 2;
    const centre = latest.current !== null && latest.current >= range.from && latest.current < range.to ? latest.current : middle;
    show(zoomed(range, count, factor, centre, least));
  };
  const go = (index: number) => {
    const place = Math.max(0, Math.min(count - 1, index));
    show(holding(range, count, place));
    readAt(place);
  };

  const shareOf = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  const lift = (event: PointerEvent<HTMLElement>) => {
    fingers.current.delete(event.pointerId);
    if (fingers.current.size < 2) pinch.current = null;
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const share = shareOf(event);
      const isMouse = event.pointerType === 'mouse';
      if (isMouse) event.currentTarget.setPointerCapture(event.pointerId);
      fingers.current.set(event.pointerId, share);
      if (fingers.current.size === 2) {
        const [a, b] = [...fingers.current.values()] as [number, number];
        pinch.current = { apart: Math.max(0.05, Math.abs(a - b)), centre: range.from + ((a + b) / 2) * length, length };
        setRead(null);
        return;
      }
      readAt(find(range, share));
      if (isMouse && event.button === 0 && count > least) setDrawn({ start: share, now: share });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const share = shareOf(event);
      const down = fingers.current;
      if (down.has(event.pointerId)) down.set(event.pointerId, share);
      if (pinch.current && down.size === 2) {
        const [a, b] = [...down.values()] as [number, number];
        const { apart, centre, length: before } = pinch.current;
        show(placed(count, (before * apart) / Math.max(0.05, Math.abs(a - b)), centre, (a + b) / 2, least));
        return;
      }
      readAt(find(range, share));
      if (drawn) setDrawn({ ...drawn, now: share });
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      lift(event);
      if (!drawn) return;
      setDrawn(null);
      const [first, last] = [drawn.start, drawn.now].sort((a, b) => a - b) as [number, number];
      if (last - first < DRAWN) return;
      const from = find(range, first);
      show(placed(count, find(range, last) - from + 1, from, 0, least));
    },
    onPointerCancel: (event: PointerEvent<HTMLElement>) => {
      lift(event);
      setDrawn(null);
    },
    // A finger that has left the glass leaves its reading there.
    onPointerLeave: (event: PointerEvent<HTMLElement>) => event.pointerType === 'mouse' && setRead(null),
    onBlur: () => setRead(null),
    onKeyDown: (event: KeyboardEvent) => {
      const now = at ?? range.to - 1;
      const act = {
        ArrowLeft: () => go(at === null ? now : now - 1),
        ArrowRight: () => go(at === null ? now : now + 1),
        Home: () => go(0),
        End: () => go(count - 1),
        '+': () => near(0.5),
        '=': () => near(0.5),
        '-': () => near(2),
        Escape: () => show(whole(count)),
      }[event.key];
      if (!act || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      act();
    },
  };
  return {
    count,
    range,
    length,
    at,
    least,
    drawn,
    handlers,
    go,
    near,
    all: () => show(whole(count)),
    later: (by: number) => show(moved(range, count, by)),
    /** How far a point stands from the left, in percent; of a cell its middle. */
    x: (index: number) => (cells ? ((index - range.from + 0.5) / length) * 100 : ((index - range.from) / Math.max(1, length - 1)) * 100),
  };
}

export type ChartTable = { head: string[]; rows: (string | null)[][] };

type Props = {
  chart: ChartState;
  title: string;
  /** What is read, or what the marks stand for while nothing is. */
  reading: ReactNode;
  /** The same in words, of any point. */
  say: (index: number) => string;
  /** From the top down. */
  y?: string[];
  x?: string[];
  low?: boolean;
  table: ChartTable;
  /** Marks in a field of 100 x 100. */
  children: ReactNode;
  /** What lies over the field. */
  over?: ReactNode;
};

/** What all charts have around their marks: the reading above, the axes, nearer and farther, and the figures as a table. */
export function ChartFrame({ chart, title, reading, say, y, x, low, table, children, over }: Props) {
  const { drawn, at, range } = chart;
  return (
    <figure className="chart">
      <div className="chart-read">{reading}</div>
      <div className="chart-frame">
        {y && (
          <div className="chart-y" aria-hidden="true">
            {y.map((label, index) => (
              <span key={index}>{label}</span>
            ))}
          </div>
        )}
        <div className={low ? 'chart-plot low' : 'chart-plot'} {...slider(chart, title, say)} {...chart.handlers}>
          <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
            {children}
          </svg>
          {over}
          {at !== null && at >= range.from && at < range.to && <div className="chart-cursor" style={{ left: `${chart.x(at)}%` }} />}
          {drawn && (
            <div
              className="chart-drawn"
              style={{ left: `${Math.min(drawn.start, drawn.now) * 100}%`, width: `${Math.abs(drawn.start - drawn.now) * 100}%` }}
            />
          )}
        </div>
        {x && (
          <div className="chart-x" aria-hidden="true">
            {x.map((label, index) => (
              <span key={index}>{label}</span>
            ))}
          </div>
        )}
      </div>
      <ChartTools chart={chart} title={title} table={table} />
    </figure>
  );
}

/** A chart is heard as a slider: its value is what stands at the point that is read. */
export function slider({ count, at, range }: ChartState, title: string, say: (index: number) => string) {
  const now = at ?? range.to - 1;
  return {
    role: 'slider',
    tabIndex: 0,
    'aria-label': `${title}. ${t('chart.keys')}`,
    'aria-valuemin': Math.min(1, count),
    'aria-valuemax': count,
    'aria-valuenow': now + 1,
    'aria-valuetext': count ? say(now) : '',
  } as const;
}

/** Below a chart: its figures as a table, and nearer, farther, earlier, later. */
export function ChartTools({ chart, title, table }: { chart: ChartState; title: string; table: ChartTable }) {
  const { count, least, length, range, near, later } = chart;
  const [shown, setShown] = useState(false);
  const id = useId();
  const step = Math.max(1, Math.round(length / 2));
  return (
    <>
      <div className="chart-tools">
        <Button look="plain" small icon={shown ? 'chart' : 'file'} aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>
          {t(shown ? 'chart.hide_figures' : 'chart.figures')}
        </Button>
        {count > least && (
          <div className="row">
            {length < count && (
              <>
                <IconButton icon="back" label={t('chart.earlier')} disabled={range.from === 0} onClick={() => later(-step)} />
                <IconButton icon="chevron" label={t('chart.later')} disabled={range.to === count} onClick={() => later(step)} />
              </>
            )}
            <IconButton icon="minus" label={t('chart.farther')} disabled={length === count} onClick={() => near(2)} />
            <IconButton icon="plus" label={t('chart.nearer')} disabled={length <= least} onClick={() => near(0.5)} />
          </div>
        )}
      </div>
      <div id={id} hidden={!shown}>
        {shown && <Figures title={title} table={table} />}
      </div>
    </>
  );
}

function Figures({ title, table: { head, rows } }: { title: string; table: ChartTable }) {
  return (
    // What scrolls can be reached by the keyboard.
    <div className="chart-figures" tabIndex={0} role="group" aria-label={title}>
      <table>
        <caption className="sr">{title}</caption>
        <thead>
          <tr>
            {head.map((name, index) => (
              <th key={index} scope="col" className={index ? 'right' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={line}>
              {row.map((cell, index) =>
                index ? (
                  <td key={index} className="right">
                    {cell ?? '—'}
                  </td>
                ) : (
                  <th key={index} scope="row">
                    {cell}
                  </th>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Points of an axis to be named: the first, the middle one, the last. */
export const edges = ({ from, to }: Range): number[] => (to - from < 3 ? [from, to - 1] : [from, from + Math.floor((to - from - 1) / 2), to - 1]);

/** While data is saved, what is drawn waits until it is asked for. */
export function Charts({ children }: { children: ReactNode }) {
  const lite = useLite();
  const [unfolded, setUnfolded] = useState(false);
  if (!lite || unfolded) return children;
  return (
    <Button look="second" icon="chart" wide onClick={() => setUnfolded(true)}>
      {t('lite.show_charts')}
    </Button>
  );
}
