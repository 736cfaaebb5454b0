import { readPreference, writePreference } from '../preferences';
import { createStore, useStore } from '../store';

/**
 * Who acts on this phone while the server does not know it yet: somebody took over without network. The name of the
 * person outlives a reload; the PIN that proves a way up stays in this module's memory until the server has it.
 */
let memory: { userId: string; pin: string | null } | null = null;
/** The server asks for a proof that only the person can give; until then there is no token. */
const proof = createStore(false);

export const wantedActor = (): string | null => memory?.userId ?? readPreference('acting');
export const proofInHand = (): string | null => memory?.pin ?? null;
export const proofMissing = (): boolean => proof.get();
export const useProofMissing = (): boolean => useStore(proof);

export function wantToAct(userId: string, pin: string | null): void {
  memory = { userId, pin };
  writePreference('acting', userId);
  proof.set(false);
}

export function dropProof(): void {
  if (memory) memory = { ...memory, pin: null };
}

export function askProof(): void {
  proof.set(true);
}

/** The server knows who acts. */
export function settled(): void {
  memory = null;
  writePreference('acting', null);
  proof.set(false);
}
