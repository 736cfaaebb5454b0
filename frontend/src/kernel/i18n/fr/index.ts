import { general } from './general';
import { stock } from './stock';
import { sales } from './sales';
import { people } from './people';
import { device } from './device';
import { offline } from './offline';
import { credit } from './credit';
import type more from './more';

const messages = { ...general, ...stock, ...sales, ...people, ...device, ...offline, ...credit };

/** French is the first language: its keys are the keys that every other locale must have. */
export type Messages = { [K in keyof typeof messages]: string };
/** What the screens beside the counter say; it comes with the first of them. */
export type More = { [K in keyof typeof more]: string };

export default messages as Messages;
