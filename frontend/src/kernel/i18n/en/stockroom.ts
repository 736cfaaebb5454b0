import type { Stockroom } from '../fr/stockroom';
import { purchasing } from './purchasing';
import { shelves } from './shelves';

const messages: Stockroom = { ...purchasing, ...shelves };

export default messages;
