import type { More } from '../fr';
import { imports } from './imports';
import { purchasing } from './purchasing';
import { shelves } from './shelves';

const more: More = { ...imports, ...purchasing, ...shelves };

export default more;
