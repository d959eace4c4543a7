// SPDX-License-Identifier: GPL-3.0-or-later
// A compiler that costs next to nothing: it copies what a real one made before.
//
// With -E it writes STORE/NAME.i, otherwise STORE/NAME.o, where NAME is the source with '/' as '_'.
// A server compiles a temporary file; its first line marker tells the source. NAP_MS is how long a
// compile sleeps, BURN_MS how much CPU it wastes. With ONE_OBJECT, STORE is what every compile
// makes. Linked statically, so that starting it is all it costs.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifndef NAP_MS
#define NAP_MS 0
#endif
#ifndef BURN_MS
#define BURN_MS 0
#endif

static int ends_in(const char* word, const char* end) {
  size_t length = strlen(word), tail = strlen(end);
  return length > tail && strcmp(word + length - tail, end) == 0;
}

static int is_source(const char* word) {
  return ends_in(word, ".c") || ends_in(word, ".cc") || ends_in(word, ".i") || ends_in(word, ".ii");
}

// The name in the first line marker: # 0 "src/a.c"
static int name_inside(const char* path, char* name, size_t room) {
  char head[1024];
  int fd = open(path, O_RDONLY);
  if (fd < 0) return -1;
  ssize_t got = read(fd, head, sizeof head - 1);
  close(fd);
  if (got <= 0) return -1;
  head[got] = 0;
  char* begin = strchr(head, '"');
  char* end = begin ? strchr(begin + 1, '"') : NULL;
  if (!end || (size_t)(end - begin) > room) return -1;
  *end = 0;
  strcpy(name, begin + 1);
  return 0;
}

static int copy(const char* from, int to) {
  static char buffer[1 << 16];
  int fd = open(from, O_RDONLY);
  ssize_t got;
  if (fd < 0) return 1;
  while ((got = read(fd, buffer, sizeof buffer)) > 0) {
    for (ssize_t done = 0; done < got;) {
      ssize_t put = write(to, buffer + done, (size_t)(got - done));
      if (put <= 0) return 1;
      done += put;
    }
  }
  close(fd);
  return got != 0;
}

int main(int argc, char** argv) {
  const char *source = NULL, *output = NULL, *dependencies = NULL;
  int preprocess = 0;
  char name[512], path[1024];
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "-E") == 0)
      preprocess = 1;
    else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
      output = argv[++i];
    else if (strcmp(argv[i], "-MF") == 0 && i + 1 < argc)
      dependencies = argv[++i];
    else if (argv[i][0] != '-' && is_source(argv[i]))
      source = argv[i];
  }
  if (!source || strlen(source) >= sizeof name) return 1;
  strcpy(name, source);
#ifdef ONE_OBJECT
  // A stock server in pump mode wants a dependency file.
  if (dependencies) (void)!write(open(dependencies, O_WRONLY | O_CREAT | O_TRUNC, 0666), "a:\n", 3);
  return copy(STORE, open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666));
#endif
  if (!preprocess && (ends_in(source, ".i") || ends_in(source, ".ii")) &&
      name_inside(source, name, sizeof name))
    return 1;
  for (char* c = name; *c; ++c) {
    if (*c == '/') *c = '_';
  }
  snprintf(path, sizeof path, "%s/%s.%s", STORE, name, preprocess ? "i" : "o");
  if (!preprocess && NAP_MS) {
    struct timespec nap = {NAP_MS / 1000, (NAP_MS % 1000) * 1000000L};
    nanosleep(&nap, NULL);
  }
  while (!preprocess && clock() < BURN_MS * (CLOCKS_PER_SEC / 1000)) continue;
  int to = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666) : 1;
  return to < 0 ? 1 : copy(path, to);
}
