package io.gradedcron.operator.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Follows the links between the pages of a folder. Links to other hosts are not looked at. */
final class LinkCheck {
  /** What was built or fetched is no page of the project. */
  private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

  private final Path root;
  private final Map<Path, MarkdownPage> pages = new TreeMap<>();

  /** Reads all pages below a folder, hidden ones left out. */
  LinkCheck(Path root) throws IOException {
    this.root = root.toAbsolutePath().normalize();
    try (Stream<Path> files = Files.walk(this.root)) {
      for (Path file : files.filter(this::isPage).toList()) {
        pages.put(file, new MarkdownPage(file));
      }
    }
  }

  private boolean isPage(Path file) {
    for (Path part : root.relativize(file)) {
      if (NOT_OURS.contains(part.toString()) || part.toString().startsWith(".")) {
        return false;
      }
    }
    return file.toString().endsWith(".md") && Files.isRegularFile(file);
  }

  /** Returns the pages, relative to the folder. */
  Set<String> pages() {
    Set<String> names = new TreeSet<>();
    pages.keySet().forEach(page -> names.add(name(page)));
    return names;
  }

  /** Returns the pages and files that a page leads to, relative to the folder. */
  Set<String> linkedFrom(String page) {
    Path file = root.resolve(page);
    Set<String> names = new TreeSet<>();
    for (MarkdownPage.Link link : pages.get(file).links()) {
      if (isRelative(link.target())) {
        names.add(name(target(file, link.target())));
      }
    }
    return names;
  }

  /** Returns a line for each link that leads nowhere. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    pages.forEach(
        (page, content) -> {
          for (MarkdownPage.Link link : content.links()) {
            String problem = isRelative(link.target()) ? problem(page, link.target()) : "";
            if (!problem.isEmpty()) {
              broken.add(name(page) + ":" + link.line() + ": " + link.target() + ": " + problem);
            }
          }
        });
    return broken;
  }

  private static boolean isRelative(String target) {
    return !target.matches("[a-z][a-z+.-]*:.*");
  }

  private String problem(Path page, String link) {
    if (link.isEmpty() || link.startsWith("/")) {
      return "not a relative link";
    }
    Path target = target(page, link);
    if (!target.startsWith(root)) {
      return "outside of the project";
    }
    if (!Files.exists(target)) {
      return "no such file";
    }
    int hash = link.indexOf('#');
    if (hash < 0) {
      return "";
    }
    MarkdownPage content = pages.get(target);
    return content != null && content.anchors().contains(link.substring(hash + 1))
        ? ""
        : "no such heading";
  }

  private static Path target(Path page, String link) {
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }

  private String name(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
