import { general } from './general';
import { stock } from './stock';
import { sales } from './sales';
import { people } from './people';
import { device } from './device';
import { offline } from './offline';
import { credit } from './credit';
import { signin } from './signin';
import type field from './field';
import type mission from './missions';
import type more from './more';
import type profile from './p-profile';
import type services from './services';

const messages = { ...general, ...stock, ...sales, ...people, ...device, ...offline, ...credit, ...signin };

/** French is the first language: its keys are the keys that every other locale must have. */
export type Messages = { [K in keyof typeof messages]: string };
/** What the screens beside the counter say; it comes with the first of them. */
export type More = { [K in keyof typeof more]: string };
/** What the screens of people who are sent out say. */
export type Field = { [K in keyof typeof field]: string };
/** What the screen of a mission says. */
export type Mission = { [K in keyof typeof mission]: string };
/** What their profile, their hours and their settings say. */
export type Profile = { [K in keyof typeof profile]: string };
/** What the house of a company that sends people out reads; shops never load it. */
export type Services = { [K in keyof typeof services]: string };

export default messages as Messages;
