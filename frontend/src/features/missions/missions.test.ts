import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '@/kernel/offline';
import { chooseDatabase } from '@/kernel/offline/db';
import { holdQueue } from '@/kernel/offline/queue';
import { within } from '@/kernel/picture';
import type { MissionCopy } from '@/entities/mission/copy';
import { notedOf } from './noted';
import { addMaterial, addNote, takeStep } from './offline';
import { shownHistory, shownMaterials } from './shown';
import { isUnderWay, LEADS_TO, mayPhotograph, nextSteps, WAY, walked, type Step } from './steps';

const mission = { id: 'm', number: 7, service_name: 'Plomberie', version: 3 };
let count = 0;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  count += 1;
  chooseDatabase(`missions-${count}`, 'moussa');
  await holdQueue();
});

describe('steps', () => {
  it('lead from one to the next until the end', () => {
    let standing: Pick<MissionCopy, 'state' | 'stage'> = { state: 'provider_accepted', stage: null };
    const taken: Step[] = [];
    for (let [next] = nextSteps(standing); next; [next] = nextSteps(standing)) {
      taken.push(next);
      standing = LEADS_TO[next];
      expect(walked(standing)).toBe(taken.length);
    }
    expect(taken).toEqual(WAY);
    expect([isUnderWay(standing), mayPhotograph(standing)]).toEqual([false, true]);
  });

  it('are not offered of what is over', () => {
    expect(nextSteps({ state: 'cancelled', stage: null })).toEqual([]);
    expect(mayPhotograph({ state: 'cancelled', stage: null })).toBe(false);
  });

  it('depend on the step before, and the last one on the photo and the materials', async () => {
    const first = await takeStep(mission, 'arrived');
    const note = await addNote(mission, 'x');
    const used = await addMaterial(mission, { product_id: null, name: 'Joint', quantity: 2, unit_price: 500 });
    const second = await takeStep(mission, 'diagnostic', { code: '4711' });
    const last = await takeStep(mission, 'completed', { outcome: 'fixed', after_photo_missing_reason: 'x' });
    expect(second.depends_on).toEqual([first.op_id]);
    expect(note.depends_on).toEqual([]);
    expect([...last.depends_on].sort()).toEqual([used.op_id, second.op_id].sort());
    expect(second.payload).toMatchObject({ request_id: 'm', step: 'diagnostic', version: 3, code: '4711' });
    expect(last.effects[0]).toMatchObject({ kind: 'mission', id: 'm', set: { state: 'service_completed', percent: 100, outcome: 'fixed' }, add: { version: 1 } });
  });
});

const operation = (more: Partial<Operation>): Operation =>
  ({ seq: 1, op_id: 'o', status: 'pending', acked_at: null, occurred_at: '2026-01-01T10:00:00Z', payload: {}, ...more }) as Operation;

describe('what is shown', () => {
  it('is what the server sent with what waits here, once', () => {
    const waiting = operation({ type: 'mission.material', payload: { id: 'b', request_id: 'm', name: 'Joint', quantity: 2, unit_price: 500 } });
    const known: Pick<MissionCopy, 'id' | 'materials'> = { id: 'm', materials: [['a', 'p', 'Robinet', 1, 9000, 9000]] };
    expect(shownMaterials(known, [waiting], () => '').map(({ name, amount }) => [name, amount])).toEqual([
      ['Robinet', 9000],
      ['Joint', 1000],
    ]);
    const arrived = { id: 'm', materials: [...known.materials, ['b', null, 'Joint', 2, 500, 1000] as MissionCopy['materials'][number]] };
    expect(shownMaterials(arrived, [{ ...waiting, status: 'acked', acked_at: 0 }], () => '')).toHaveLength(2);
    const gone = operation({ type: 'mission.material_remove', payload: { request_id: 'm', material_id: 'a' } });
    expect(shownMaterials(known, [gone], () => '')).toEqual([]);
  });

  it('puts steps and notes that wait at the end of the time line', () => {
    const history: MissionCopy['history'] = [['h', 'transition', 'provider_accepted', null, 'operator', null, null, '2026-01-01T09:00:00Z', '2026-01-01T09:00:00Z']];
    const step = operation({ type: 'mission.step', seq: 2, payload: { id: 's', request_id: 'm', step: 'repair' } });
    const note = operation({ type: 'mission.note', seq: 1, payload: { id: 'n', request_id: 'm', note: 'x' } });
    expect(shownHistory({ id: 'm', history }, [step, note]).map(({ kind, stage }) => [kind, stage])).toEqual([
      ['transition', null],
      ['note', null],
      ['transition', 'repair'],
    ]);
  });

  it('says of a late step that it was kept as a note', () => {
    const late = operation({ type: 'mission.step', label: { title: 'Plomberie', detail: 'En route' }, verdict: { id: 'o', status: 'applied', result: { noted: true }, problem: null, current: null } });
    expect(notedOf(late)).toContain('En route');
    expect(notedOf({ ...late, verdict: { ...late.verdict!, result: { noted: false } } })).toBeNull();
  });
});

it('a photo keeps its proportions within the bounds', () => {
  expect(within(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(within(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
  expect(within(800, 600, 1600)).toEqual({ width: 800, height: 600 });
});
