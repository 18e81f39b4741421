<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>ContractWords</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilmList</name>
    <message numerus="yes">
        <source>%n film(s) are in the queue.</source>
        <translation>
            <numerusform>%n film is in the queue.</numerusform>
            <numerusform>%n films are in the queue.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelStates</name>
    <message numerus="yes">
        <source>%n part(s) missing</source>
        <translation>
            <numerusform>%n part missing</numerusform>
            <numerusform>%n parts missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing or not usable</source>
        <translation>
            <numerusform>%n part missing or not usable</numerusform>
            <numerusform>%n parts missing or not usable</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) missing.</source>
        <translation>
            <numerusform>One part is missing.</numerusform>
            <numerusform>%n parts are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This set can&apos;t be used: %n of its %1 parts are missing or not what they seem.</source>
        <translation>
            <numerusform>This set can&apos;t be used: %n of its %1 parts is missing or not what it seems.</numerusform>
            <numerusform>This set can&apos;t be used: %n of its %1 parts are missing or not what they seem.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n part(s) from elsewhere</source>
        <translation>
            <numerusform>%n part from elsewhere</numerusform>
            <numerusform>%n parts from elsewhere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n part(s)</source>
        <translation>
            <numerusform>%1 of %n part</numerusform>
            <numerusform>%1 of %n parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>One part is missing, the same for all %n set(s): the %1.</source>
        <comment>a LoRA</comment>
        <translation>
            <numerusform>One part is missing: the %1.</numerusform>
            <numerusform>One part is missing, the same for all %n sets: the %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set(s)</source>
        <translation>
            <numerusform>%n set</numerusform>
            <numerusform>%n sets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s)</source>
        <translation>
            <numerusform>%n place</numerusform>
            <numerusform>%n places</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) couldn&apos;t be compared: their publisher&apos;s list isn&apos;t there, or lacks them.</source>
        <translation>
            <numerusform>%n file couldn&apos;t be compared: its publisher&apos;s list isn&apos;t there, or lacks it.</numerusform>
            <numerusform>%n files couldn&apos;t be compared: their publisher&apos;s list isn&apos;t there, or lacks them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelWords</name>
    <message numerus="yes">
        <source>%n file(s) missing</source>
        <translation>
            <numerusform>%n file is missing</numerusform>
            <numerusform>%n files are missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeopleWords</name>
    <message numerus="yes">
        <source>%n people speak</source>
        <translation>
            <numerusform>%n person speaks</numerusform>
            <numerusform>%n people speak</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>VoiceWords</name>
    <message numerus="yes">
        <source>%n channel(s)</source>
        <translation>
            <numerusform>%n channel</numerusform>
            <numerusform>%n channels</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>%n clip(s)</source>
        <translation>
            <numerusform>%n clip</numerusform>
            <numerusform>%n clips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::CompareStrip</name>
    <message numerus="yes">
        <source>%n setting(s)</source>
        <comment>that differ</comment>
        <translation>
            <numerusform>%n setting</numerusform>
            <numerusform>%n settings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>+ %n more</source>
        <translation>
            <numerusform>+ %n more</numerusform>
            <numerusform>+ %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s) are equal</source>
        <translation>
            <numerusform>%n other is equal</numerusform>
            <numerusform>%n others are equal</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::DownloadPage</name>
    <message numerus="yes">
        <source>Get %n part(s) of the model</source>
        <translation>
            <numerusform>Get %n part of the model</numerusform>
            <numerusform>Get %n parts of the model</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::ExportDialog</name>
    <message numerus="yes">
        <source>%1 · %n frame(s)</source>
        <comment>length, frames</comment>
        <translation>
            <numerusform>%1 · %n frame</numerusform>
            <numerusform>%1 · %n frames</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::ExportPresenter</name>
    <message numerus="yes">
        <source>The video&apos;s end stands for the last %n frame(s).</source>
        <translation>
            <numerusform>The video&apos;s end stands for the last frame.</numerusform>
            <numerusform>The video&apos;s end stands for the last %n frames.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::FilesPage</name>
    <message numerus="yes">
        <source>%n films</source>
        <translation>
            <numerusform>%n film</numerusform>
            <numerusform>%n films</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::FirstStartDialog</name>
    <message numerus="yes">
        <source>%1 of %n part(s) · %2</source>
        <comment>how many, where</comment>
        <translation>
            <numerusform>%1 of %n part · %2</numerusform>
            <numerusform>%1 of %n parts · %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::JobQuestions</name>
    <message numerus="yes">
        <source>%n job(s) wait in the queue until it is started.</source>
        <translation>
            <numerusform>%n job waits in the queue until it is started.</numerusform>
            <numerusform>%n jobs wait in the queue until it is started.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) will be rendered after this take.</source>
        <translation>
            <numerusform>%n job will be rendered after this take.</numerusform>
            <numerusform>%n jobs will be rendered after this take.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Before the %n waiting job(s).</source>
        <translation>
            <numerusform>Before the %n waiting job.</numerusform>
            <numerusform>Before the %n waiting jobs.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicPresenter</name>
    <message numerus="yes">
        <source>%n take(s) in step</source>
        <translation>
            <numerusform>%n take in step</numerusform>
            <numerusform>%n takes in step</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::MosaicView</name>
    <message numerus="yes">
        <source>%1 alone, of %n take(s)</source>
        <comment>a take</comment>
        <translation>
            <numerusform>%1 alone, of %n take</numerusform>
            <numerusform>%1 alone, of %n takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n take(s), %1 is outlined</source>
        <comment>a take</comment>
        <translation>
            <numerusform>%n take, %1 is outlined</numerusform>
            <numerusform>%n takes, %1 is outlined</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::PeopleView</name>
    <message numerus="yes">
        <source>%n people are marked.</source>
        <translation>
            <numerusform>%n person is marked.</numerusform>
            <numerusform>%n people are marked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::ScenePresenter</name>
    <message numerus="yes">
        <source>%n later change(s)</source>
        <translation>
            <numerusform>%n later change</numerusform>
            <numerusform>%n later changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n faces were found: one voice moves the whole picture.</source>
        <translation>
            <numerusform>%n face was found: one voice moves the whole picture.</numerusform>
            <numerusform>%n faces were found: one voice moves the whole picture.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::SpeechRows</name>
    <message numerus="yes">
        <source>%n word(s)</source>
        <translation>
            <numerusform>%n word</numerusform>
            <numerusform>%n words</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::SpeedPage</name>
    <message numerus="yes">
        <source>%n at once</source>
        <translation>
            <numerusform>%n at a time</numerusform>
            <numerusform>%n at once</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::TakesPresenter</name>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) run</source>
        <translation>
            <numerusform>%n job runs</numerusform>
            <numerusform>%n jobs run</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n export(s)</source>
        <translation>
            <numerusform>%n export</numerusform>
            <numerusform>%n exports</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n take(s)</source>
        <translation>
            <numerusform>Delete %n take</numerusform>
            <numerusform>Delete %n takes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n take(s) are in the trash.</source>
        <translation>
            <numerusform>%n take is in the trash.</numerusform>
            <numerusform>%n takes are in the trash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) wait until the queue is started</source>
        <translation>
            <numerusform>%n job waits until the queue is started</numerusform>
            <numerusform>%n jobs wait until the queue is started</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n job(s) wait</source>
        <translation>
            <numerusform>%n job waits</numerusform>
            <numerusform>%n jobs wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only the %n blocks from %1 on are made anew.</source>
        <translation>
            <numerusform>Only the %n block from %1 on is made anew.</numerusform>
            <numerusform>Only the %n blocks from %1 on are made anew.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>studio::ui::VoiceDialog</name>
    <message numerus="yes">
        <source>%n block(s)</source>
        <translation>
            <numerusform>%n block</numerusform>
            <numerusform>%n blocks</numerusform>
        </translation>
    </message>
</context>
</TS>
