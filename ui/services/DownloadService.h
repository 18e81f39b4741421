// SPDX-FileCopyrightText: 2026 Live Avatar Studio contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/ModelDownload.h"
#include "ui/services/SourceMeter.h"
#include "ui/services/TokenStore.h"

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace studio::settings {
class Settings;
}

namespace studio::ui {

// What is downloaded, from where, and where to.
struct DownloadOrder {
    QString model; // ModelEntry::id
    QString variant; // PublishedVariant::id
    std::vector<ModelPart> parts{}; // of the variant; the tokenizer comes with the text encoder; empty: all
    QString source; // as hub::HubServer::named() takes it
    QString target; // a folder, in the layout of the Hub's cache

    bool operator==(const DownloadOrder&) const = default;
};

// The tokenizer counts as the text encoder's.
[[nodiscard]] ModelPart shownPart(ModelPart part);

// Its files; empty for a model or variant that isn't published.
[[nodiscard]] std::vector<SourceFile> filesOf(const DownloadOrder& order);

enum class DownloadState {
    None, // nothing was begun; what was begun earlier was stopped or is finished
    Interrupted, // begun when the program ended
    Listing, // the server is asked what there is
    Loading,
    Paused,
    Finished,
    Failed, // nothing more can be fetched, for now
};

struct DownloadStatus {
    DownloadState state = DownloadState::None;
    DownloadOrder order; // of the last download; of an empty model: there was none
    std::vector<hub::FileProgress> files; // before the server's lists are there: as published
    uint64_t bytes = 0;
    uint64_t have = 0;
    double bytesPerSecond = 0; // mean of ten seconds; 0: not known yet, or nothing comes
    std::optional<Error> error{}; // of Failed
    std::optional<hub::NoRoom> noRoom{}; // of Paused, if the disk is full and nobody has paused it

    [[nodiscard]] bool isRunning() const // the program has it in hand
    {
        return state == DownloadState::Listing || state == DownloadState::Loading || state == DownloadState::Paused;
    }
};

// What a download has from outside the program; tests have stand-ins.
struct DownloadTools {
    hub::Delay delay{}; // how long really to wait for a server or the network; null: as long as wanted
    std::unique_ptr<Keyring> keyring{}; // for tokens; null: there is none
    SourceProbe probe{}; // measures sources; null: nothing is measured
};

// Downloads a model, on a thread of its own, as long as the program runs; where the network goes away meanwhile, it
// waits for it. The settings keep what was begun, so that the next start can go on; nothing begins by itself. To be
// called on the GUI thread.
class DownloadService : public QObject {
    Q_OBJECT

public:
    explicit DownloadService(settings::Settings& settings, DownloadTools tools = {}, QObject* parent = nullptr);
    ~DownloadService() override; // stops; all that has come stays on the disk

    // Ends the one that runs. Goes on with what is in the target already, from whatever source it came. Begins with
    // Finished, Failed or Listing.
    void start(const DownloadOrder& order);
    void pause(); // closes the connections
    void resume(); // of a paused, interrupted or failed one; with a full disk it pauses again
    void stop(); // what is there stays, and the next start() goes on with it
    // The files of one that runs go on from there.
    void setSource(const QString& source);

    // Gives the token for a server, and goes on with it.
    void setToken(const QString& source, const QString& token);
    [[nodiscard]] const TokenStore& tokens() const;
    // How fast the sources are.
    [[nodiscard]] SourceMeter& meter() const;

    [[nodiscard]] const DownloadStatus& status() const { return m_status; }

    // Looks at what a target has of an order's files, and for room there, in the background.
    void look(const DownloadOrder& order);

Q_SIGNALS:
    void changed(); // of the status; at most ten times a second while bytes come
    void finished(const std::vector<studio::hub::DownloadedFile>& files);
    void looked(const studio::ui::DownloadOrder& order, const studio::hub::PlaceForFiles& place);

private:
    struct Private;

    void endRun();
    void run(hub::HubServer server);
    void remember(bool begun);
    void take(const hub::DownloadProgress& progress);
    void end(const Result<std::vector<hub::DownloadedFile>>& files);
    void tell(); // now
    void tellSoon();

    DownloadStatus m_status;
    std::unique_ptr<Private> m_d;
};

} // namespace studio::ui
