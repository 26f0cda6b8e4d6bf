package io.spotcluster.aws.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spotcluster.aws.Ministack;
import io.spotcluster.aws.StandInClients;
import io.spotcluster.base.Bytes;
import io.spotcluster.ports.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WrappedKeysTest {
    @RegisterExtension
    static final StandInClients aws = new StandInClients(new Ministack());

    private final String key =
            aws.clients().kms().get().createKey().keyMetadata().arn();
    private final WrappedKeys keys = new WrappedKeys(aws.clients().kms(), key, "tests");

    @Test
    void aWrappedKeyIsUnwrappedAsItWas() {
        WrappedKeys.NewKey made = keys.generate();

        assertThat(made.plain().length()).isEqualTo(32);
        assertThat(made.wrapped()).isNotEqualTo(made.plain());
        assertThat(keys.unwrap(made.wrapped())).isEqualTo(made.plain());
        assertThat(made).hasToString("NewKey[(secret)]");
    }

    @Test
    void whatWasNotWrappedByTheKeyForThePurposeIsRefused() {
        Bytes wrapped = keys.generate().wrapped();
        WrappedKeys otherPurpose = new WrappedKeys(aws.clients().kms(), key, "other");

        assertThatThrownBy(() -> keys.unwrap(Bytes.utf8("nonsense"))).isInstanceOf(StoreException.Refused.class);
        assertThatThrownBy(() -> otherPurpose.unwrap(wrapped)).isInstanceOf(StoreException.Refused.class);
    }
}
