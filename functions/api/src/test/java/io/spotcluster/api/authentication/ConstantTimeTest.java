package io.spotcluster.api.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import io.spotcluster.api.hawk.Bewit;
import io.spotcluster.api.hawk.HawkHeader;
import io.spotcluster.api.hawk.Mac256;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Secrets and signatures are compared by the JDK's {@code MessageDigest.isEqual} and by nothing else. Read from the compiled
 * methods, since measuring time on a shared machine shows nothing.
 */
class ConstantTimeTest {
    private static final Set<String> EARLY_ENDING = Set.of(
            "equals", "equalsIgnoreCase", "compareTo", "contentEquals", "regionMatches", "mismatch", "startsWith");

    private static Set<String> calls(Class<?> type, String method) throws IOException {
        Set<String> called = new TreeSet<>();
        try (InputStream bytes = Stream.of("/" + type.getName().replace('.', '/') + ".class")
                .map(type::getResourceAsStream)
                .findFirst()
                .orElseThrow()) {
            ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
            List<MethodModel> methods = model.methods().stream()
                    .filter(each -> each.methodName().equalsString(method))
                    .toList();
            assertThat(methods).as("%s.%s", type.getSimpleName(), method).isNotEmpty();
            methods.forEach(each -> each.code().orElseThrow().forEach(element -> {
                if (element instanceof InvokeInstruction call) {
                    String owner = call.owner().asInternalName();
                    called.add(owner.substring(owner.lastIndexOf('/') + 1) + "."
                            + call.name().stringValue());
                }
            }));
        }
        return called;
    }

    @Test
    void theOneComparisonIsTheJdks() throws IOException {
        assertThat(calls(Mac256.class, "equal"))
                .contains("MessageDigest.isEqual")
                .noneMatch(ConstantTimeTest::endsEarly);
        assertThat(calls(AccessToken.class, "equals"))
                .contains("MessageDigest.isEqual")
                .noneMatch(ConstantTimeTest::endsEarly);
    }

    static Stream<Arguments> comparisons() {
        return Stream.of(
                Arguments.of(HawkHeader.class, "isSignedWith"),
                Arguments.of(Bewit.class, "isSignedWith"),
                Arguments.of(Certificate.class, "isSignedWith"));
    }

    @ParameterizedTest
    @MethodSource("comparisons")
    void everySignatureIsComparedByIt(Class<?> type, String method) throws IOException {
        assertThat(calls(type, method)).contains("Mac256.equal").noneMatch(ConstantTimeTest::endsEarly);
    }

    @Test
    void soIsTheHashOfThePayload() throws IOException {
        ClassModel model;
        try (InputStream bytes = Stream.of("HawkAuthenticator.class")
                .map(HawkAuthenticator.class::getResourceAsStream)
                .findFirst()
                .orElseThrow()) {
            model = ClassFile.of().parse(bytes.readAllBytes());
        }
        List<Set<String>> bodies = model.methods().stream()
                .map(method -> {
                    Set<String> called = new TreeSet<>();
                    method.code()
                            .ifPresent(code -> code.forEach(element -> {
                                if (element instanceof InvokeInstruction call) {
                                    called.add(call.owner().asInternalName() + "."
                                            + call.name().stringValue());
                                }
                            }));
                    return called;
                })
                .filter(called -> called.stream().anyMatch(call -> call.endsWith("PayloadHash.of")))
                .toList();

        assertThat(bodies)
                .isNotEmpty()
                .allSatisfy(called -> assertThat(called)
                        .anyMatch(call -> call.endsWith("Mac256.equal"))
                        .noneMatch(ConstantTimeTest::endsEarly));
    }

    private static boolean endsEarly(String call) {
        return EARLY_ENDING.contains(call.substring(call.lastIndexOf('.') + 1));
    }
}
