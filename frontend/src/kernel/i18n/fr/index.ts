import { general } from './general';
import { stock } from './stock';
import { sales } from './sales';
import { imports } from './imports';
import { offline } from './offline';
import { people } from './people';
import { device } from './device';
import { credit } from './credit';
import type { Stockroom } from './stockroom';

const messages = { ...general, ...stock, ...sales, ...imports, ...people, ...device, ...offline, ...credit };

export type Core = { [K in keyof typeof messages]: string };

/** French is the first language: its keys are the keys that every other locale must have. */
export type Messages = Core & Stockroom;

export default messages as Core;
