import { createStore } from '../store';

/** Whose data this device works with now; null when nobody is signed in. */
export type Owner = { tenantId: string; userId: string };

export const owner = createStore<Owner | null>(null);
