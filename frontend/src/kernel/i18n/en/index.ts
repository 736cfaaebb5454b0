import type { Core } from '../fr';
import { general } from './general';
import { stock } from './stock';
import { sales } from './sales';
import { imports } from './imports';
import { offline } from './offline';
import { people } from './people';
import { device } from './device';
import { credit } from './credit';

const messages: Core = { ...general, ...stock, ...sales, ...imports, ...people, ...device, ...offline, ...credit };

export default messages;
