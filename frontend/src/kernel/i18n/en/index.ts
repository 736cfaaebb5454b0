import type { Messages } from '../fr';
import { general } from './general';
import { stock } from './stock';
import { sales } from './sales';
import { people } from './people';
import { device } from './device';
import { offline } from './offline';
import { credit } from './credit';
import { signin } from './signin';

const messages: Messages = { ...general, ...stock, ...sales, ...people, ...device, ...offline, ...credit, ...signin };

export default messages;
