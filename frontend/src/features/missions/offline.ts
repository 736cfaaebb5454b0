import { money, quantity as quantityText } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { newId } from '@/kernel/ids';
import { enqueue, health, isOpen, operationsNow, type Operation } from '@/kernel/offline';
import { sha256, shrunk } from '@/kernel/picture';
import type { MissionCopy, PhotoKind } from '@/entities/mission/copy';
import { LEADS_TO, type Step } from './steps';

type Mission = Pick<MissionCopy, 'id' | 'number' | 'service_name' | 'version'>;

/** What a photo may weigh and measure: enough to see what was done, little enough for a bad network. */
const PHOTO = { side: 1600, bytes: 250_000 };

const label = ({ number, service_name }: Mission, detail: string) => ({ title: `${service_name} · ${t('p.number', { number })}`, detail });
const lane = ({ id }: Mission) => `mission:${id}`;

/** Now, by the server's clock as far as this phone knows it: its own may be hours off. */
export const nowThere = (): number => Date.now() - health.get().skew;

/** What waits of a mission, in the order in which it was done. */
const waiting = ({ id }: Pick<Mission, 'id'>, type: Operation['type']): Operation[] =>
  operationsNow().filter((operation) => isOpen(operation) && operation.type === type && operation.payload.request_id === id);

export type StepFields = {
  code?: string;
  bypass_reason?: string;
  reason?: string;
  outcome?: 'fixed' | 'not_fixed';
  note?: string | null;
  amount?: number | null;
  after_photo_id?: string;
  after_photo_missing_reason?: string;
};

const changesOf = (step: Step, { outcome, note, amount, reason }: StepFields): Partial<MissionCopy> => {
  if (step === 'completed') return { outcome: outcome ?? null, outcome_note: note ?? null, amount: amount ?? null };
  return step === 'give_back' ? { mine: false, reason: reason ?? null } : {};
};

/** A step on the way. It is an intention: the server decides whether it is still possible when it comes. */
export function takeStep(mission: Mission, step: Step, fields: StepFields = {}): Promise<Operation> {
  const { state, stage, percent } = LEADS_TO[step];
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''));
  // A step is made on the step before; the last one also on the photo that proves it, and on what was used: nothing
  // can be added once the mission is over.
  const before = waiting(mission, 'mission.step').at(-1);
  const used = step === 'completed' ? waiting(mission, 'mission.material') : [];
  return enqueue({
    type: 'mission.step',
    lane: lane(mission),
    payload: { id: newId(), request_id: mission.id, step, version: mission.version, ...given },
    label: { ...label(mission, t(`mission.step.${step}`)), ...(fields.amount ? { amount: fields.amount } : {}) },
    effects: [
      {
        kind: 'mission',
        id: mission.id,
        set: { state, stage, ...(percent === null ? {} : { percent }), state_at: new Date(nowThere()).toISOString(), ...changesOf(step, fields) },
        add: { version: 1 },
      },
    ],
    needs: [...used, ...(before ? [before] : [])].map(({ payload }) => String(payload.id)).concat(fields.after_photo_id ?? []),
  });
}

export function addNote(mission: Mission, note: string): Promise<Operation> {
  const id = newId();
  return enqueue({ type: 'mission.note', lane: `note:${id}`, payload: { id, request_id: mission.id, note }, label: label(mission, note) });
}

export type Material = { product_id: string | null; name: string; unit?: string; quantity: number; unit_price: number };

/** Something that was used: of the company's own stock where it names a product, else bought on the way. */
export function addMaterial(mission: Mission, { product_id, name, unit, quantity, unit_price }: Material): Promise<Operation> {
  const id = newId();
  const amount = Math.round(quantity * unit_price);
  return enqueue({
    type: 'mission.material',
    lane: `material:${id}`,
    payload: { id, request_id: mission.id, quantity, unit_price, ...(product_id ? { product_id } : { name }) },
    label: { ...label(mission, `${name} · ${quantityText(quantity, unit)} × ${money(unit_price)}`), amount },
    effects: [{ kind: 'mission', id: mission.id, add: { materials_amount: amount } }],
  });
}

export function removeMaterial(mission: Mission, material: { id: string; name: string; amount: number }): Promise<Operation> {
  return enqueue({
    type: 'mission.material_remove',
    lane: `material:${material.id}`,
    payload: { request_id: mission.id, material_id: material.id },
    label: label(mission, material.name),
    effects: [{ kind: 'mission', id: mission.id, add: { materials_amount: -material.amount } }],
    needs: [material.id],
  });
}

/** A photo, made small here: the server is told of it with the other operations, its bytes follow by themselves. */
export async function addPhoto(mission: Mission, kind: PhotoKind, picture: Blob): Promise<string> {
  const small = await shrunk(picture, PHOTO);
  const bytes = new Uint8Array(await small.arrayBuffer());
  const id = newId();
  const title = t(`mission.photo.${kind}`);
  await enqueue({
    type: 'mission.photo',
    lane: `photo:${id}`,
    payload: { id, request_id: mission.id, kind, size: bytes.byteLength, sha256: await sha256(bytes), taken_at: new Date(nowThere()).toISOString() },
    label: label(mission, title),
    files: [{ id, subject: mission.id, kind, title: `${mission.service_name} · ${title}`, address: `/api/v1/missions/${mission.id}/photos/${id}/upload`, type: 'image/jpeg', bytes }],
  });
  return id;
}
