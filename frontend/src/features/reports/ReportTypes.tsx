import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { t } from '@/kernel/i18n';
import { Icon } from '@/ui/icons';
import { Loaded } from '@/ui/Loaded';
import { definitionsQuery } from './reads';
import { ICONS, TYPES } from './words';

/** What can be reported, each with what it is for. */
export function ReportTypes() {
  const query = useQuery(definitionsQuery());
  return (
    <Loaded query={query}>
      {(definitions) => (
        <ul className="report-types">
          {TYPES.filter((type) => definitions.some((one) => one.type === type)).map((type) => {
            const formats = definitions.find((one) => one.type === type)!.formats;
            return (
              <li key={type}>
                <Link href={`/reports?type=${type}`} className="report-type">
                  <span className="sign info">
                    <Icon name={ICONS[type]} size={20} />
                  </span>
                  <span className="grow">
                    <strong>{t(`reports.type.${type}`)}</strong>
                    <span className="soft">{t(`reports.for.${type}`)}</span>
                    <span className="soft">{formats.map((format) => t(`reports.format_short.${format}`)).join(', ')}</span>
                  </span>
                  <Icon name="chevron" size={20} />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Loaded>
  );
}
