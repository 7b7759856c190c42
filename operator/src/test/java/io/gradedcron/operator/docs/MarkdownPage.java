package io.gradedcron.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the project, with the links in its prose and the anchors of its headings. */
final class MarkdownPage {
  private static final Pattern FENCE = Pattern.compile("^ *(```|~~~)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?)[ #]*$");
  private static final Pattern CODE = Pattern.compile("(`+).*?\\1");
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\(<?([^)\\s>]*)>?[^)]*\\)");
  private static final Pattern DEFINITION = Pattern.compile("^\\[[^\\]]+\\]: *(\\S+)");
  private static final Pattern ANCHOR = Pattern.compile("<a (?:id|name)=\"([^\"]+)\"");

  /**
   * A link as it is written.
   *
   * @param line from 1 on
   */
  record Link(int line, String target) {}

  private final List<Link> links = new ArrayList<>();
  private final Set<String> anchors = new HashSet<>();
  private final Map<String, Integer> seen = new HashMap<>();

  /** Reads a page. */
  MarkdownPage(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    boolean code = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (FENCE.matcher(line).find()) {
        code = !code;
      } else if (!code) {
        read(i + 1, line);
      }
    }
  }

  private void read(int number, String line) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      anchors.add(unique(anchor(heading.group(1))));
    }
    String prose = CODE.matcher(line).replaceAll("code");
    LINK.matcher(prose).results().forEach(m -> links.add(new Link(number, m.group(2))));
    DEFINITION.matcher(prose).results().forEach(m -> links.add(new Link(number, m.group(1))));
    ANCHOR.matcher(prose).results().forEach(m -> anchors.add(m.group(1)));
  }

  /** As GitHub makes it: the text in lower case, a hyphen for each space, no punctuation. */
  private static String anchor(String heading) {
    return LINK.matcher(heading)
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private String unique(String anchor) {
    int before = seen.merge(anchor, 1, Integer::sum) - 1;
    return before == 0 ? anchor : anchor + "-" + before;
  }

  /** Returns the links outside of code, in their order. */
  List<Link> links() {
    return List.copyOf(links);
  }

  /** Returns what may stand behind the {@code #} of a link to this page. */
  Set<String> anchors() {
    return Set.copyOf(anchors);
  }
}
