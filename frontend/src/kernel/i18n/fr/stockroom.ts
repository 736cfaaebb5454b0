import { purchasing } from './purchasing';
import { shelves } from './shelves';

/** What only the screens of counts, orders and receipts say: fetched with the first of them. */
const messages = { ...purchasing, ...shelves };

export type Stockroom = { [K in keyof typeof messages]: string };

export default messages as Stockroom;
