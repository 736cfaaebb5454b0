import { percent } from '@/kernel/format';
import { t } from '@/kernel/i18n';
import { useFiles, type KeptFile } from '@/kernel/offline';
import { useFileAddress } from '@/kernel/offline/file-address';
import { Card } from '@/ui/Card';
import type { MissionCopy, PhotoColumns, PhotoKind } from '@/entities/mission/copy';
import { FarPhoto } from '@/entities/mission/FarPhoto';
import { mayPhotograph } from './steps';
import { TakePhoto } from './TakePhoto';

const KINDS: PhotoKind[] = ['problem', 'before', 'after'];
type Shown = { id: string; kind: PhotoKind; size: number; file: KeptFile | undefined; isWhole: boolean };

/** What was photographed: here at once, at the server when the network allows. */
export function PhotosCard({ mission }: { mission: MissionCopy }) {
  const files = useFiles().filter(({ subject }) => subject === mission.id);
  const known = new Set(mission.photos.map(([id]) => id));
  const shown: Shown[] = [
    ...mission.photos.map(([id, kind, size, isWhole]: PhotoColumns): Shown => ({ id, kind, size, isWhole, file: files.find((one) => one.id === id) })),
    ...files.filter(({ id }) => !known.has(id)).map((file): Shown => ({ id: file.id, kind: file.kind as PhotoKind, size: file.size, isWhole: file.status === 'whole', file })),
  ];
  const adding = mayPhotograph(mission);
  return (
    <Card title={t('mission.photos')}>
      <div className="stack">
        {KINDS.map((kind) => {
          const photos = shown.filter((one) => one.kind === kind);
          if (!photos.length) return null;
          return (
            <div key={kind} className="stack tight">
              <h3>{t(`mission.photo.${kind}`)}</h3>
              <ul className="photos">
                {photos.map((photo, place) => (
                  <li key={photo.id}>
                    <Photo mission={mission} photo={photo} name={t('mission.photo.name', { kind: t(`mission.photo.${kind}`), number: place + 1 })} />
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
        {adding ? (
          <div className="row wrap">
            <TakePhoto mission={mission} kind="before" />
            <TakePhoto mission={mission} kind="after" />
          </div>
        ) : (
          shown.length === 0 && <p className="soft">{t('mission.photo.none')}</p>
        )}
      </div>
    </Card>
  );
}

function stateOf({ file, isWhole }: Shown): { text: string; tone: string } {
  if (file?.status === 'refused') return { text: t('mission.photo.refused'), tone: 'danger' };
  if (isWhole || file?.status === 'whole') return { text: t('mission.photo.sent'), tone: 'ok' };
  if (!file) return { text: t('mission.photo.coming'), tone: 'soft' };
  return { text: file.sent > 0 ? t('mission.photo.part', { share: percent(file.sent / file.size, 0) }) : t('mission.photo.waits'), tone: 'soft' };
}

function Photo({ mission, photo, name }: { mission: MissionCopy; photo: Shown; name: string }) {
  const here = useFileAddress(photo.file);
  const { text, tone } = stateOf(photo);
  return (
    <figure>
      {here ? <img src={here} alt={name} loading="lazy" /> : photo.isWhole ? <FarPhoto mission={mission.id} photo={photo.id} name={name} size={photo.size} isWhole /> : <span className="no-photo" />}
      <figcaption className={tone}>{text}</figcaption>
    </figure>
  );
}
