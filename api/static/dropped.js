// What was dropped, with folders walked to their files.
const HIDDEN = /(^|\/)\./;

function files(entry, path) {
  return new Promise((done) => {
    if (entry.isFile) {
      entry.file((file) => done([{ name: path + file.name, file }]), () => done([]));
      return;
    }
    const reader = entry.createReader();
    const found = [];
    const more = () => reader.readEntries(async (entries) => {
      if (!entries.length) {
        done((await Promise.all(found)).flat());
        return;
      }
      for (const one of entries) found.push(files(one, `${path}${entry.name}/`));
      more();
    }, () => done([]));
    more();
  });
}

export async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ name: file.name, file }));
  const found = (await Promise.all(entries.map((entry) => files(entry, "")))).flat();
  return found.filter(({ name }) => !HIDDEN.test(name));
}
