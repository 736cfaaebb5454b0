import { providers } from './providers';
import { requests } from './requests';
import { tracking } from './tracking';

export default { ...providers, ...requests, ...tracking };
