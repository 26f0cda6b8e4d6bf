import io.spotcluster.example.intervals.IntervalText;

/**
 * Uses the packaged library as a stranger would. It stands for a test on an unreliable machine: its first run fails
 * with an exit code that asks for a retry, its second one passes.
 */
public class Smoke {
    private static final int TRY_AGAIN = 75;

    public static void main(String[] arguments) {
        String run = System.getenv("RUN_ID");
        System.out.println("run " + run + ": 1-5,4-9 is " + IntervalText.format(IntervalText.parse("1-5,4-9")));
        if ("0".equals(run)) {
            System.out.println("the machine was too slow this time; another run may do better");
            System.exit(TRY_AGAIN);
        }
    }
}
