//! What entries tell of, as SPEC and the texts know it: `activity-<word with dots as dashes>` is the label of each.

/// How an entry stands out in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    /// Somebody was refused, or could not prove who they are.
    Failure,
    /// Something is gone for good.
    Removal,
}

/// Declares [`Event`]: name, stable word, tone.
macro_rules! events {
    ($($name:ident $word:literal $tone:ident)*) => {
        /// What an entry tells of. The log keeps the word, so names may change and words may not.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Event {
            $($name),*
        }

        impl Event {
            /// All of them, sorted by word.
            pub const ALL: &[Event] = &[$(Event::$name),*];

            /// Returns the word that the log keeps.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Event::$name => $word),*
                }
            }

            /// Returns how entries of it stand out.
            pub const fn tone(self) -> Tone {
                match self {
                    $(Event::$name => Tone::$tone),*
                }
            }
        }
    };
}

events! {
    AccessDenied "access.denied" Failure
    ActivityExported "activity.exported" Plain
    ActivityRetired "activity.retired" Removal
    ActivityVerifyAsked "activity.verify_asked" Plain
    ActorArchived "actor.archived" Plain
    ActorCprViewed "actor.cpr_viewed" Plain
    ActorCreated "actor.created" Plain
    ActorDeleted "actor.deleted" Removal
    ActorImageChanged "actor.image_changed" Plain
    ActorMergeUndone "actor.merge_undone" Plain
    ActorMerged "actor.merged" Plain
    ActorMergedAway "actor.merged_away" Plain
    ActorRestored "actor.restored" Plain
    ActorUnarchived "actor.unarchived" Plain
    ActorUpdated "actor.updated" Plain
    ActorUserLinked "actor.user_linked" Plain
    ActorSetupAttachmentTypeChanged "actor_setup.attachment_type_changed" Plain
    ActorSetupAttachmentTypeCreated "actor_setup.attachment_type_created" Plain
    ActorSetupAttachmentTypeDeleted "actor_setup.attachment_type_deleted" Removal
    ActorSetupChanged "actor_setup.changed" Plain
    ActorSetupFieldChanged "actor_setup.field_changed" Plain
    ActorSetupFieldCreated "actor_setup.field_created" Plain
    ActorSetupFieldRemoved "actor_setup.field_removed" Plain
    ActorSetupFieldsArranged "actor_setup.fields_arranged" Plain
    ActorSetupGroupChanged "actor_setup.group_changed" Plain
    ActorSetupGroupCreated "actor_setup.group_created" Plain
    ActorSetupGroupDeleted "actor_setup.group_deleted" Removal
    ActorSetupMemberAdded "actor_setup.member_added" Plain
    ActorSetupMemberRemoved "actor_setup.member_removed" Plain
    ActorSetupMetadataChanged "actor_setup.metadata_changed" Plain
    ActorSetupMetadataCreated "actor_setup.metadata_created" Plain
    ActorSetupMetadataRemoved "actor_setup.metadata_removed" Plain
    ActorSetupRoleChanged "actor_setup.role_changed" Plain
    ActorSetupRoleCreated "actor_setup.role_created" Plain
    ActorSetupRoleDeleted "actor_setup.role_deleted" Removal
    ActorsExported "actors.exported" Plain
    AddressAllowed "address.allowed" Plain
    AddressBlocked "address.blocked" Plain
    AddressNotAllowed "address.not_allowed" Plain
    AddressNotBlocked "address.not_blocked" Plain
    ApiTokenCreated "api_token.created" Plain
    ApiTokenRevoked "api_token.revoked" Plain
    ApiTokenUsed "api_token.used" Plain
    BackupRestored "backup.restored" Plain
    BackupWritten "backup.written" Plain
    CustomersExported "customers.exported" Plain
    DataGenerated "data.generated" Plain
    DemoLoaded "demo.loaded" Plain
    DocumentAdded "document.added" Plain
    DocumentDeleted "document.deleted" Removal
    FileDiscarded "file.discarded" Plain
    FileExported "file.exported" Plain
    FileImported "file.imported" Plain
    FileSent "file.sent" Plain
    GrantsChanged "grants.changed" Plain
    GroupChanged "group.changed" Plain
    GroupCreated "group.created" Plain
    GroupDeleted "group.deleted" Removal
    GroupPermissionsCopied "group.permissions_copied" Plain
    GroupsExported "groups.exported" Plain
    InstallationChanged "installation.changed" Plain
    LinkCreated "link.created" Plain
    LinkRevoked "link.revoked" Plain
    LinkSent "link.sent" Plain
    LinkWithheld "link.withheld" Plain
    LoginAddressBlocked "login.address_blocked" Failure
    LoginBarred "login.barred" Failure
    LoginBegun "login.begun" Plain
    LoginBlocked "login.blocked" Failure
    LoginCodeBlocked "login.code_blocked" Failure
    LoginCodeFailed "login.code_failed" Failure
    LoginCodeSent "login.code_sent" Plain
    LoginFailed "login.failed" Failure
    LoginShutOut "login.shut_out" Failure
    LoginSucceeded "login.succeeded" Plain
    LoginSecurityAuditExported "login_security.audit_exported" Plain
    LoginSecurityChanged "login_security.changed" Plain
    LoginSecurityOpened "login_security.opened" Plain
    MailRetried "mail.retried" Plain
    MailTestSent "mail.test_sent" Plain
    MembershipAdded "membership.added" Plain
    MembershipChanged "membership.changed" Plain
    MembershipRemoved "membership.removed" Plain
    MembershipsExported "memberships.exported" Plain
    NoteChanged "note.changed" Plain
    NoteCreated "note.created" Plain
    NoteDeleted "note.deleted" Removal
    OrgUnitArchived "org_unit.archived" Plain
    OrgUnitChanged "org_unit.changed" Plain
    OrgUnitCreated "org_unit.created" Plain
    OrgUnitMoved "org_unit.moved" Plain
    OrgUnitUnarchived "org_unit.unarchived" Plain
    OrgUnitsExported "org_units.exported" Plain
    OrganisationChanged "organisation.changed" Plain
    OrganisationCreated "organisation.created" Plain
    OrganisationDeleted "organisation.deleted" Removal
    PasswordProofFailed "password.proof_failed" Failure
    PersonExported "person.exported" Plain
    SessionClerkChosen "session.clerk_chosen" Plain
    SessionEnded "session.ended" Plain
    SessionOthersEnded "session.others_ended" Plain
    SessionProven "session.proven" Plain
    SessionRenewed "session.renewed" Plain
    SetupChanged "setup.changed" Plain
    SetupChecklistClosed "setup.checklist_closed" Plain
    SetupDomainAdded "setup.domain_added" Plain
    SetupDomainRemoved "setup.domain_removed" Plain
    SetupLocationChanged "setup.location_changed" Plain
    SetupLocationCreated "setup.location_created" Plain
    SetupLocationDeleted "setup.location_deleted" Removal
    SetupModuleSwitched "setup.module_switched" Plain
    SetupOriginChanged "setup.origin_changed" Plain
    SetupOriginCreated "setup.origin_created" Plain
    SetupOriginDeleted "setup.origin_deleted" Removal
    SetupStepSkipped "setup.step_skipped" Plain
    UserActivated "user.activated" Plain
    // What files wrote before they wrote user.updated.
    UserChanged "user.changed" Plain
    UserColumnsChosen "user.columns_chosen" Plain
    UserCreated "user.created" Plain
    UserDeactivated "user.deactivated" Plain
    UserDeleted "user.deleted" Removal
    UserEmailConfirmed "user.email_confirmed" Plain
    UserFailedLoginsReset "user.failed_logins_reset" Plain
    UserLicenceChanged "user.licence_changed" Plain
    UserLoggedOut "user.logged_out" Plain
    UserMoved "user.moved" Plain
    UserNewPasswordRequired "user.new_password_required" Plain
    UserOnBehalfChanged "user.on_behalf_changed" Plain
    UserPasswordChanged "user.password_changed" Plain
    UserRecovered "user.recovered" Plain
    UserRecoveryCodesMade "user.recovery_codes_made" Plain
    UserRenamed "user.renamed" Plain
    UserSecurityRolesChanged "user.security_roles_changed" Plain
    UserSettingAdded "user.setting_added" Plain
    UserSettingChanged "user.setting_changed" Plain
    UserSettingDeleted "user.setting_deleted" Removal
    UserTwoFactorDisabled "user.two_factor_disabled" Plain
    UserTwoFactorEnabled "user.two_factor_enabled" Plain
    UserTwoFactorRemoved "user.two_factor_removed" Plain
    UserTwoFactorRequired "user.two_factor_required" Plain
    UserUpdated "user.updated" Plain
    UsersExported "users.exported" Plain
}

impl Event {
    /// Returns the event of a word that the log has, or `None` if only later versions know it.
    pub fn of(word: &str) -> Option<Self> {
        let at = Self::ALL.binary_search_by_key(&word, |event| event.word());
        at.ok().map(|at| Self::ALL[at])
    }
}

/// Those that tell of logins, sessions, second factors, links and tokens (SPEC N-20): everybody sees their own.
pub const AUTHENTICATION: [Event; 34] = [
    Event::ApiTokenCreated,
    Event::ApiTokenRevoked,
    Event::ApiTokenUsed,
    Event::LinkCreated,
    Event::LinkRevoked,
    Event::LinkSent,
    Event::LinkWithheld,
    Event::LoginAddressBlocked,
    Event::LoginBarred,
    Event::LoginBegun,
    Event::LoginBlocked,
    Event::LoginCodeBlocked,
    Event::LoginCodeFailed,
    Event::LoginCodeSent,
    Event::LoginFailed,
    Event::LoginShutOut,
    Event::LoginSucceeded,
    Event::PasswordProofFailed,
    Event::SessionClerkChosen,
    Event::SessionEnded,
    Event::SessionOthersEnded,
    Event::SessionProven,
    Event::SessionRenewed,
    Event::UserEmailConfirmed,
    Event::UserFailedLoginsReset,
    Event::UserLoggedOut,
    Event::UserNewPasswordRequired,
    Event::UserPasswordChanged,
    Event::UserRecovered,
    Event::UserRecoveryCodesMade,
    Event::UserTwoFactorDisabled,
    Event::UserTwoFactorEnabled,
    Event::UserTwoFactorRemoved,
    Event::UserTwoFactorRequired,
];
