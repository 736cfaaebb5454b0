import { beforeAll, describe, expect, it } from 'vitest';
import type { AdviceLine, CalendarEntry, StockOut, SupplierAdvice } from '@/kernel/api/types';
import { loadEverything, loadLanguage } from '@/kernel/i18n';
import { inDrafts, stillToOrder } from '@/entities/order/advice';
import type { OrderRow } from '@/entities/order/mirror';
import { isTaken, round2, spentOn } from './basket';
import { addDays, daysBetween } from './days';
import { offerOf, wantedOf } from './lines';
import { byMonth, isOwn, movedTo, nameOf } from './occasions';
import { WishKeys } from './ordering';
import { apart, lostOf, spanOf } from './spans';
import { chanceOf, chanceText, effectText, rightText, whenText } from './words';

beforeAll(async () => {
  await loadLanguage('fr');
  await loadEverything();
});

const plain = (text: string | null) => text?.replace(/[\u00a0\u202f]/g, ' ') ?? null;

describe('what a forecast says', () => {
  it.each([
    [1, 'sure'],
    [0.95, 'sure'],
    [0.7, 'likely'],
    [0.5, 'even'],
    [0.3, 'possible'],
    [0.29, 'unlikely'],
  ])('calls a probability of %d %s', (probability, chance) => expect(chanceOf(probability)).toBe(chance));

  it('counts chances out of ten, and never says that what is to come is certain or impossible', () => {
    expect(chanceText(0.83)).toBe('Très probable : 8 chances sur 10');
    expect(chanceText(0.999)).toBe('Presque certain');
    expect(chanceText(0.949)).toBe('Très probable : 9 chances sur 10');
    expect(chanceText(0.01)).toBe('Peu probable : 1 chance sur 10');
  });

  it('tells the day with its doubt', () => {
    const days = { stock_out_on: '2026-12-03', earliest: '2026-12-01', latest: '2026-12-06' };
    expect(plain(whenText(days, '2026-12-10'))).toBe('Vers le jeu. 3 déc., entre le 1 déc. et le 6 déc.');
    expect(plain(whenText({ ...days, latest: null }, '2026-12-10'))).toBe('Vers le jeu. 3 déc., peut-être dès le 1 déc.');
    expect(plain(whenText({ ...days, stock_out_on: '2026-12-20', latest: null }, '2026-12-10'))).toBe('Peut-être dès le mar. 1 déc.');
    expect(plain(whenText({ stock_out_on: '2026-12-01', earliest: '2026-12-01', latest: '2026-12-01' }, '2026-12-10'))).toBe('Le mar. 1 déc.');
  });

  it('says how often it was right out of ten, or of the few times that it was judged, or nothing', () => {
    expect(rightText({ right: 3624, of: 4273 })).toBe('8 fois sur 10');
    expect(rightText({ right: 3, of: 4 })).toBe('3 fois sur 4');
    expect(rightText({ right: 0, of: 0 })).toBeNull();
  });

  it('says the effect of a day only where sales show one', () => {
    const feast = { day: '2027-05-17', first: '2027-05-03', last: '2027-05-17' };
    expect(plain(effectText({ ...feast, effect: 0.4 }))).toBe('+40 % les jours d’avant');
    expect(plain(effectText({ ...feast, last: '2027-05-19', effect: -0.1 }))).toBe('-10 % ces jours-là');
    expect(plain(effectText({ day: '2027-05-17', first: '2027-05-17', last: '2027-05-17', effect: 0.05 }))).toBe('+5 % ce jour-là');
    expect(effectText({ ...feast, effect: null })).toBeNull();
  });
});

describe('the line of days', () => {
  const item = (more: Partial<StockOut>) => ({ stock_out_on: '2026-12-03', earliest: '2026-12-01', latest: '2026-12-06', arrives_on: null, ...more }) as StockOut;

  it('counts days over the ends of months and years', () => {
    expect(daysBetween('2026-12-30', '2027-01-02')).toBe(3);
    expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  });

  it('places the mark inside its bar', () => {
    expect(spanOf(item({ arrives_on: '2026-12-05' }), '2026-11-30', 15)).toEqual({ from: 1, to: 6, mark: 3, arrival: 5, open: false });
  });

  it('ends at the horizon what may come later, and begins today what has passed', () => {
    expect(spanOf(item({ latest: null, stock_out_on: '2026-12-30' }), '2026-11-30', 15)).toEqual({ from: 1, to: 15, mark: null, arrival: null, open: true });
    expect(spanOf(item({ latest: '2027-01-09', arrives_on: '2027-02-01' }), '2026-12-02', 15)).toEqual({ from: 0, to: 15, mark: 1, arrival: null, open: true });
  });

  it('keeps what is out already apart, the dearest first', () => {
    const rows = [item({ product_id: 'a', on_hand: 0, lost_revenue: 5 }), item({ product_id: 'b', on_hand: 3, lost_revenue: 9 }), item({ product_id: 'c', on_hand: -1, lost_revenue: 7 })];
    const { out, toCome } = apart(rows);
    expect(out.map(({ product_id }) => product_id)).toEqual(['c', 'a']);
    expect(toCome.map(({ product_id }) => product_id)).toEqual(['b']);
    expect(lostOf(out)).toBe(12);
  });
});

const line = (product_id: string, more: Partial<AdviceLine> = {}) => ({ product_id, quantity: 24, pack_size: 12, unit_cost: 100, on_hand: 4, on_order: 0, ...more }) as AdviceLine;
const supplier = (lines: AdviceLine[], minimum_order: number | null = null) => ({ supplier_id: 's', supplier_name: 'Modou', lines, minimum_order }) as SupplierAdvice;
const asAdvised = (advice: AdviceLine) => ({ quantity: advice.quantity, drafted: 0 });

describe('what is ordered of the advice', () => {
  it('is what was advised, until a person says otherwise', () => {
    const offer = offerOf(supplier([line('riz'), line('sel'), line('thé')]), { sel: 36, thé: null }, asAdvised);
    expect(wantedOf(offer.lines)).toEqual([{ product_id: 'riz', quantity: 24 }, { product_id: 'sel', quantity: 36 }]);
    expect(offer.leftOut.map(({ product_id }) => product_id)).toEqual(['thé']);
    expect(offer.total).toBe(6_000);
  });

  it('knows what lacks to the minimum order, where every cost is known', () => {
    expect(offerOf(supplier([line('riz')], 10_000), {}, asAdvised).short).toBe(7_600);
    expect(offerOf(supplier([line('riz')], 2_400), {}, asAdvised).short).toBeNull();
    const partly = offerOf(supplier([line('riz'), line('sel', { unit_cost: null })], 10_000), {}, asAdvised);
    expect([partly.total, partly.known, partly.short]).toEqual([null, 2_400, null]);
  });

  it('leaves out what a draft holds already', () => {
    const offer = offerOf(supplier([line('riz'), line('sel')]), {}, (advice) => (advice.product_id === 'riz' ? { quantity: 0, drafted: 24 } : asAdvised(advice)));
    expect(wantedOf(offer.lines)).toEqual([{ product_id: 'sel', quantity: 24 }]);
    expect(offer.drafted).toBe(true);
  });
});

describe('an advice that has grown old', () => {
  const advised = { quantity: 24, on_hand: 4, on_order: 0, pack_size: 12 };
  const now = { on_hand: 4, awaited: 0, drafted: 0 };

  it('stands while nothing has happened', () => expect(stillToOrder(advised, now)).toBe(24));
  it('grows by what was sold, in whole packs', () => expect(stillToOrder(advised, { ...now, on_hand: 3 })).toBe(36));
  it('shrinks by what came, was ordered, or lies in a draft', () => {
    expect(stillToOrder(advised, { ...now, on_hand: 16 })).toBe(12);
    expect(stillToOrder(advised, { ...now, awaited: 24 })).toBe(0);
    expect(stillToOrder(advised, { ...now, drafted: 12 })).toBe(12);
    expect(stillToOrder(advised, { ...now, drafted: 60 })).toBe(0);
  });
  it('takes a shelf below nothing for an empty one', () => expect(stillToOrder({ ...advised, on_hand: 0 }, { ...now, on_hand: -3 })).toBe(24));

  it('counts drafts alone, all of them', () => {
    const order = (status: OrderRow['status'], quantity: number) => ({ id: status + quantity, status, lines: [['l', 'riz', quantity, 0, null]] }) as unknown as OrderRow;
    expect([...inDrafts([order('draft', 12), order('draft', 0.5), order('sent', 24)])]).toEqual([['riz', 12.5]]);
  });
});

describe('a wish to order', () => {
  it('keeps its key while it is the same and unanswered', () => {
    const keys = new WishKeys();
    const first = keys.keyOf([{ product_id: 'riz', quantity: 2 }]);
    expect(keys.keyOf([{ product_id: 'riz', quantity: 2 }])).toBe(first);
    expect(keys.keyOf([{ product_id: 'riz', quantity: 3 }])).not.toBe(first);
    const third = keys.keyOf([{ product_id: 'riz', quantity: 3 }]);
    keys.answered();
    expect(keys.keyOf([{ product_id: 'riz', quantity: 3 }])).not.toBe(third);
  });
});

describe('the basket', () => {
  const bought = (product_id: string, amount: number, supplier_id: string | null = 's') => ({ product_id, amount, quantity: 10, supplier_id }) as Parameters<typeof isTaken>[0];

  it('orders what has a supplier, unless a person or a draft says otherwise', () => {
    const lines = [bought('riz', 100), bought('sel', 50), bought('thé', 30, null), bought('eau', 20), bought('lait', 10), bought('café', 5)];
    const drafted = new Map([['eau', 10], ['lait', 9], ['café', 24]]);
    const chosen = lines.filter((line) => isTaken(line, { sel: false, thé: true, café: true }, drafted));
    expect(chosen.map(({ product_id }) => product_id)).toEqual(['riz', 'lait', 'café']);
    expect(spentOn(chosen)).toBe(115);
    expect(round2(0.347)).toBe(0.35);
  });
});

describe('the calendar', () => {
  const entry = (key: string, day: string, more: Partial<CalendarEntry> = {}) => ({ id: null, key, name: null, day, first: day, last: day, is_active: true, effect: null, version: null, ...more }) as CalendarEntry;

  it('goes by months and keeps paydays apart', () => {
    const { months, pay } = byMonth([entry('tabaski', '2027-05-17'), entry('pay', '2027-01-01'), entry('christmas', '2026-12-25'), entry('own-fete', '2027-05-02'), entry('pay', '2026-12-01')]);
    expect(months.map(({ month, entries }) => [month, entries.map(({ key }) => key)])).toEqual([['2026-12', ['christmas']], ['2027-05', ['own-fete', 'tabaski']]]);
    expect(pay.map(({ day }) => day)).toEqual(['2026-12-01', '2027-01-01']);
  });

  it('names feasts in the language of the person, and own days as they were named', () => {
    expect(nameOf(entry('tabaski', '2027-05-17'))).toBe('Tabaski');
    expect(nameOf(entry('own-fete', '2027-05-02', { name: 'Fête du quartier' }))).toBe('Fête du quartier');
    expect(nameOf(entry('a_new_one', '2027-05-02'))).toBe('a_new_one');
    expect([isOwn(entry('own-fete', '2027-05-02')), isOwn(entry('pay', '2027-01-01'))]).toEqual([true, false]);
  });

  it('moves the days that are felt with the feast', () => {
    expect(movedTo({ day: '2027-05-17', first: '2027-05-03', last: '2027-05-19' }, '2027-05-16')).toEqual({ first: '2027-05-02', last: '2027-05-18' });
  });
});
