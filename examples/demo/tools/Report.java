import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Gathers what the other tasks found: {@code Report OUTPUT CHECKSUM-FILE RESULTS-FILE...}. */
public class Report {
    public static void main(String[] arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("# Intervals: the build");
        lines.add("");
        lines.add("`" + Files.readString(Path.of(arguments[1])).strip() + "`");
        lines.add("");
        int passed = 0;
        int all = 0;
        for (int i = 2; i < arguments.length; i++) {
            for (String result : Files.readAllLines(Path.of(arguments[i]))) {
                lines.add("- " + result);
                all++;
                passed += result.startsWith("passed") ? 1 : 0;
            }
        }
        lines.add("");
        lines.add(passed + " of " + all + " tests passed.");
        Files.write(Path.of(arguments[0]), lines);
        lines.forEach(System.out::println);
    }
}
