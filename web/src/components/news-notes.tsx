/** What agents found out: calm notes that stay until they are read, and never cover the words. */

import { type News, ofTask, sourceName } from '../state/news.ts'
import { dismissNews } from '../state/store.ts'

export function NewsNotes({ news }: { readonly news: readonly News[] }) {
  return (
    <div role="log" aria-label="Notes" class="news">
      {news
        .filter((one) => !ofTask(one.source))
        .map(({ id, message, source }) => (
          <div key={id} class="news-note">
            <p>
              <strong>{sourceName(source)}:</strong> {message}
            </p>
            <button type="button" class="plain" aria-label={`Close: ${message}`} onClick={() => dismissNews(id)}>
              Close
            </button>
          </div>
        ))}
    </div>
  )
}
