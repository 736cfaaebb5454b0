import { imports } from './imports';
import { purchasing } from './purchasing';
import { shelves } from './shelves';

export default { ...imports, ...purchasing, ...shelves };
