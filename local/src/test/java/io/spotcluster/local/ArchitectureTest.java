package io.spotcluster.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the layout, held against every class of the platform. */
class ArchitectureTest {
    private static final String ALL = "io.spotcluster";
    private static final List<String> SERVICES = List.of("auth", "queue");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Tests of other modules come as folders or, once those are packaged, as archives.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ALL);

    @Test
    void everyModuleIsLookedAt() {
        Set<String> modules = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ALL.length() + 1))
                .map(name -> name.replaceFirst("\\..*", ""))
                .collect(Collectors.toSet());

        assertThat(modules)
                .contains(
                        "base",
                        "api",
                        "ports",
                        "embedded",
                        "aws",
                        "auth",
                        "queue",
                        "configuration",
                        "lambda",
                        "worker",
                        "local");
    }

    @Test
    void typesOfTheAwsSdkStayInTheAwsAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.spotcluster.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    @Test
    void typesOfMicronautAndNettyStayInTheHttpServer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.spotcluster.local.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micronaut..", "io.netty..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.spotcluster.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noServiceKnowsAnother() {
        for (String service : SERVICES) {
            String[] others = SERVICES.stream()
                    .filter(other -> !other.equals(service))
                    .map(other -> "io.spotcluster." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.spotcluster." + service + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(CLASSES);
        }
    }

    @Test
    void servicesKnowPortsAndNotTheirAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage("io.spotcluster.auth..", "io.spotcluster.queue..", "io.spotcluster.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.spotcluster.embedded..", "io.spotcluster.aws..", "io.spotcluster.local..")
                .check(CLASSES);
    }

    @Test
    void theWordsOfTheDomainNeedNoLibrary() {
        noClasses()
                .that()
                .resideInAPackage("io.spotcluster.base..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("io.spotcluster.base..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(candidate -> !candidate.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }

    @Test
    void onlyCommandsWriteToTheStandardStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.spotcluster.local", "io.spotcluster.worker")
                .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }
}
