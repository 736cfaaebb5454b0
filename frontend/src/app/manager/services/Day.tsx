import { useMay } from '@/kernel/auth/permissions';
import { DaySection } from '@/features/tracking/DaySection';

/** The home of a company that sends people out. */
export default function Day() {
  return <DaySection mayWrite={useMay()('requests:write')} />;
}
